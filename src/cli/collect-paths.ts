/** Commander hands over one word of a list at a time. */
export function collectPaths(path: (given: string) => string) {
  return (given: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    path(given),
  ];
}
