// How response schemas are kept honest: each names every field of the type it documents, or does not compile.

import { z } from 'zod'

/** The fields of T, each with some schema: `z.object({ … } satisfies Shape<ResidentTile>)`. */
export type Shape<T> = Readonly<{ [K in keyof Required<T>]: z.ZodType }>

/** A list that takes what the domain hands out: readonly arrays. */
export const list = <S extends z.ZodType>(item: S) => z.array(item).readonly()

export const id = z.string().min(1).max(64)
export const epochMs = z.number().int().describe('Milliseconds since 1970-01-01T00:00Z.')
export const locale = z.enum(['zh-CN', 'en'])
export const role = z.enum(['duty', 'grid', 'director', 'family', 'admin'])
export const severity = z.enum(['info', 'warning', 'critical'])
export const alertNumber = z.coerce.number().int().positive()

/** `?limit=` and `?before=` of lists that are read newest first. */
export const limit = (most: number) => z.coerce.number().int().min(1).max(most).default(50)
export const queryTime = z.coerce.number().int().min(0).describe('Epoch milliseconds.')

/** A success without a body. */
export const nothing = (description: string) => z.undefined().describe(description)
