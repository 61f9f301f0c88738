// The part of a logger the broker uses; pino's fits.

type Line = (facts: object, message: string) => void
export type Log = Readonly<{ debug: Line; info: Line; warn: Line; error: Line }>
