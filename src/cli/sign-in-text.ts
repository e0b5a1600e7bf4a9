/** How a person gets in: for a terminal only. */
export function signInText(
  url: string,
  signIn: { readonly token: string; readonly file: string } | undefined,
): string {
  const token =
    signIn === undefined
      ? []
      : [
          `  Sign-in token: ${signIn.token}`,
          `                 (kept in ${signIn.file}, readable by you alone)`,
        ];
  return ['', `  Page:          ${url}`, ...token, '', ''].join('\n');
}
