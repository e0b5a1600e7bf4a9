import { listAt, textAt } from '../../domain/fields.ts';

const uses = /(?<!\$)\$\((?<name>[A-Za-z_][\w.-]*)\)/gu;
/** As variables are named by convention: what a shell substitutes is a command, in small letters. */
const conventional = /^[A-Z][A-Z0-9_]*$/u;
/** Kubernetes adds a Service's address to the environment unless the pod opts out. */
const ofServices = /_(?:SERVICE_HOST|SERVICE_PORT\w*|PORT(?:_\d+_\w+)?)$/u;
const shell = /(?:^|\/)(?:ba|da|a|z|k)?sh$/u;

/**
 * The first variable that builds on a later one or on itself, in words. `$(NAME)` in a variable's value stays as it is
 * written unless NAME is defined before it.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function earlyUse(container: unknown): string | undefined {
  const variables = listAt(container, 'env');
  const names = variables.map(nameOf);
  return variables
    .flatMap((one, index) =>
      used(textAt(one, 'value') ?? '')
        .filter((name) => names.indexOf(name) >= index)
        .map((name) => `${nameOf(one)} uses ${name} before it is defined`),
    )
    .at(0);
}

/**
 * The first variable that an argument uses and nothing defines, in words; nothing where a ConfigMap or Secret may
 * define more, or where a shell reads the arguments.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
 */
export function undefinedUse(container: unknown): string | undefined {
  const words = [...listAt(container, 'command'), ...listAt(container, 'args')].filter(
    (word) => typeof word === 'string',
  );
  if (listAt(container, 'envFrom').length > 0 || words.some((word) => shell.test(word))) return undefined;
  const names = new Set(listAt(container, 'env').map(nameOf));
  const missing = words
    .flatMap(used)
    .find((name) => conventional.test(name) && !ofServices.test(name) && !names.has(name));
  return missing === undefined ? undefined : `an argument uses ${missing}, which is not defined`;
}

function used(text: string): readonly string[] {
  return [...text.matchAll(uses)].map(({ groups }) => groups?.['name'] ?? '');
}

function nameOf(variable: unknown): string {
  return textAt(variable, 'name') ?? '';
}
