const secretKind = /\bkind(?:\\{0,16}["'])?\s{0,8}:\s{0,8}(?:\\{0,16}["'])?Secret\b/u;
const jsonData = /(?<keep>\\{0,16}"(?:data|stringData)\\{0,16}"\s{0,8}:\s{0,8}\{)[^{}]*/gu;
const yamlData =
  /(?<keep>^(?<indent>[ \t]{0,64})(?:data|stringData):[ \t]*\n)(?:\k<indent>[ \t]+[^\n]*(?:\n|$))+/gmu;

/** What a Secret holds, where a text quotes one as a manifest: its keys name nothing that a pattern would know. */
export function maskSecretManifests(text: string, mask: string): string {
  if (!secretKind.test(text)) return text;
  return text
    .replace(jsonData, (_whole, keep: string) => `${keep}${mask}`)
    .replace(yamlData, (_whole, keep: string, indent: string) => `${keep}${indent}  ${mask}\n`);
}
