// The files of a site from disk: the YAML and the tables it names, as text. GB 18030 is read too: it is what a Chinese
// spreadsheet saves.

import { readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path'
import { GatewayError } from '../errors.ts'
import type { SiteFile } from './read-site.ts'
import { readSiteYaml } from './site-yaml.ts'

/** Reads the site file and the CSV files beside it. A table that is not there is left to readSite to report. */
export async function readSiteFiles(path: string): Promise<readonly SiteFile[]> {
  const main = { path: basename(path), text: await readText(path) }
  const folder = dirname(resolve(path))
  const tables = await Promise.all(
    readSiteYaml(main).csv.map(async ({ file }): Promise<readonly SiteFile[]> => {
      const target = resolve(folder, file)
      if (isAbsolute(file) || relative(folder, target).startsWith('..')) return []
      try {
        return [{ path: file, text: decodeText(await readFile(target)) }]
      } catch {
        return []
      }
    }),
  )
  return [main, ...tables.flat()]
}

async function readText(path: string): Promise<string> {
  try {
    return decodeText(await readFile(path))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new GatewayError(
      'siteInvalid',
      `cannot read ${path}: ${reason}`,
      'Name a site file (.yaml).',
      cause,
    )
  }
}

/** UTF-8, else GB 18030. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
