/** What a request's path names. */
export type Route =
  | { readonly type: 'versions' }
  | { readonly type: 'groups' }
  | { readonly type: 'version' }
  | { readonly type: 'healthy' }
  | { readonly type: 'resources'; readonly groupVersion: string }
  | {
      readonly type: 'objects';
      readonly group: string;
      readonly version: string;
      readonly plural: string;
      readonly namespace?: string;
      readonly name?: string;
      readonly subresource?: string;
    };

function objects(group: string, version: string, rest: readonly string[]): Route | undefined {
  // `/namespaces/NAME` is the Namespace itself, `/namespaces/NAME/…` what is in it.
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = inNamespace ? rest[1] : undefined;
  const [plural, name, subresource, ...more] = inNamespace ? rest.slice(2) : rest;
  if (plural === undefined || more.length > 0) return undefined;
  return {
    type: 'objects',
    group,
    version,
    plural,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function decoded(path: string): readonly string[] | undefined {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

export function routeOf(path: string): Route | undefined {
  const [root = '', ...parts] = decoded(path) ?? [];
  switch (root) {
    case 'version':
      return { type: 'version' };
    case 'livez':
    case 'readyz':
    case 'healthz':
      return { type: 'healthy' };
    case 'api': {
      const [version, ...rest] = parts;
      if (version === undefined) return { type: 'versions' };
      return rest.length === 0 ? { type: 'resources', groupVersion: version } : objects('', version, rest);
    }
    case 'apis': {
      const [group, version, ...rest] = parts;
      if (group === undefined) return { type: 'groups' };
      if (version === undefined) return undefined;
      const groupVersion = `${group}/${version}`;
      return rest.length === 0 ? { type: 'resources', groupVersion } : objects(group, version, rest);
    }
    default:
      return undefined;
  }
}
