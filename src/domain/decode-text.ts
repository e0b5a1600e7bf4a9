/**
 * The text of bytes that come from somebody's editor or shell: UTF-8, or what the byte order mark at their beginning
 * says, which is left out. PowerShell's `>` writes UTF-16 (https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding).
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** The same of bytes that come in chunks. */
export async function* decodeChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let begun: Uint8Array = new Uint8Array();
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    if (decoder !== undefined) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    begun = Buffer.concat([begun, chunk]);
    if (begun.length < 2) continue;
    decoder = new TextDecoder(encodingOf(begun));
    yield decoder.decode(begun, { stream: true });
  }
  yield decoder === undefined ? decodeText(begun) : decoder.decode();
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
