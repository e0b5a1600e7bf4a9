/** How a person gets in: for a terminal only. */
export function signInText(url: string, signIn: { readonly token: string; readonly file: string }): string {
  return [
    '',
    `  Page:          ${url}`,
    `  Sign-in token: ${signIn.token}`,
    `                 (kept in ${signIn.file}, readable by you alone)`,
    '',
    '',
  ].join('\n');
}
