import { RepositoryError } from '../../ports/repository-host.ts';
import { blobSha } from './blob-sha.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { blobSchema } from './schemas.ts';

/** The text of a blob, byte for byte; undefined where it is not UTF-8. */
export async function readBlob(
  github: GitHubClient,
  repository: string,
  sha: string,
): Promise<string | undefined> {
  const asked = { ...repositoryName(repository), file_sha: sha };
  const doing = `read a file of ${repository}`;
  const blob = await github.call(doing, blobSchema, ({ rest }) => rest.git.getBlob(asked));
  const text = utf8(Buffer.from(blob.content, 'base64'));
  if (text === undefined) return undefined;
  if (sha.length === 40 && blobSha(text) !== sha) {
    throw new RepositoryError(
      'server-error',
      `GitHub gave other bytes than were asked for, asked to ${doing}`,
    );
  }
  return text;
}

/** A byte order mark is kept, since the file keeps it. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
