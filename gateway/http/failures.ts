// What went wrong on the way to an answer, as the closed codes of the API. One of the house's four places that catch.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { GatewayError } from '../errors.ts'
import { type ProblemCode, refuse } from './problems.ts'

const BY_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'bodyTooLarge',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupportedMediaType',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'unreadableBody',
  FST_ERR_CTP_INVALID_JSON_BODY: 'unreadableBody',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'unreadableBody',
  FST_ERR_BAD_URL: 'notFound',
}

/** The path of a link is its key: it stays out of the log. */
const pathOf = ({ url }: FastifyRequest): string => (url.startsWith('/l/') ? '/l/…' : url)

export function answerFailure(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map(({ instancePath, message }) => ({
      path: `${error.validationContext ?? ''}${instancePath}`,
      message: message ?? 'is not as expected',
    }))
    return refuse(reply, 'invalidRequest', { faults })
  }
  const code = BY_FASTIFY_CODE[error.code]
  if (code !== undefined) return refuse(reply, code)
  if (
    error instanceof GatewayError &&
    (error.code === 'storeUnavailable' || error.code === 'databaseLocked')
  ) {
    request.log.warn({ err: error, url: pathOf(request) }, 'the store did not answer a request')
    reply.header('retry-after', 1)
    return refuse(reply, 'storeUnavailable')
  }
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500)
    return refuse(reply, error.statusCode === 404 ? 'notFound' : 'invalidRequest')
  request.log.error({ err: error, url: pathOf(request) }, 'a request failed')
  return refuse(reply, 'internal')
}
