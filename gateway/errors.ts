// The one error class of the gateway. Expected outcomes are values; this is for what a caller cannot go on from.

export type ErrorCode =
  | 'configInvalid'
  | 'portInUse'
  | 'dataFolderUnwritable'
  | 'databaseCorrupt'
  | 'databaseLocked'
  | 'storeUnavailable'
  | 'siteInvalid'
  | 'rulesInvalid'
  | 'policiesInvalid'
  | 'incidentsInvalid'
  | 'dashboardNotBuilt'

export class GatewayError extends Error {
  readonly code: ErrorCode
  /** What the reader can do about it; one sentence. */
  readonly advice: string

  constructor(code: ErrorCode, message: string, advice = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'GatewayError'
    this.code = code
    this.advice = advice
  }
}
