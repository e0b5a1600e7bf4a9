import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpTexts } from '../../src/cli/program.ts';

const root = resolve(import.meta.dirname, '../..');
const helps = new Map(helpTexts().map(({ name, help }) => [name, help]));
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts,
);

function pagesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path));
}

const pages = [
  ...readdirSync(root).filter((path) => path.endsWith('.md')),
  ...pagesIn('docs'),
  ...pagesIn('deploy'),
  ...pagesIn('runbooks'),
];

function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** GitHub's anchor of a heading: lower case, punctuation gone, spaces as hyphens. */
function anchorsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#{1,6} (.+)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(page: string): readonly string[] {
  const targets = [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/gu)].map(([, to = '']) => to);
  return targets.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : relative(root, resolve(root, dirname(page), path));
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });
}

/** Code in fences and in backticks, one piece a line, with lines that end in a backslash joined. */
function codeIn(page: string): readonly string[] {
  const text = textOf(page);
  const fences = [...text.matchAll(/^```(?:sh|bash|console|shell|text)?\n([\s\S]*?)^```/gmu)].flatMap(
    ([, code = '']) => code.replaceAll(/\\\n\s*/gu, ' ').split('\n'),
  );
  const prose = text.replaceAll(/^```[\s\S]*?^```/gmu, '');
  const inline = [...prose.matchAll(/`([^`\n]+)`/gu)].map(([, code = '']) => code);
  return [...fences, ...inline].map((line) => line.trim().replace(/^\$ /u, ''));
}

/** Commands and flags of ours that no help text knows. */
function unknownCommands(line: string): readonly string[] {
  const args = /^(?:npm run (?:-s )?firebreak --|(?:npx )?firebreak) ([a-z].*)$/u.exec(line)?.[1];
  if (args === undefined) return [];
  const words =
    args
      .split(/[|;&>]/u)[0]
      ?.trim()
      .split(/\s+/u) ?? [];
  const depth = [3, 2, 1].find((count) => helps.has(['firebreak', ...words.slice(0, count)].join(' ')));
  if (depth === undefined) return [line];
  const help = helps.get(['firebreak', ...words.slice(0, depth)].join(' ')) ?? '';
  return words
    .slice(depth)
    .filter((word) => /^--[a-z]/u.test(word))
    .map((flag) => /^--[a-z-]+/u.exec(flag)?.[0] ?? flag)
    .filter((flag) => flag !== '--help' && !new RegExp(`${flag}(?![a-z-])`, 'u').test(help))
    .map((flag) => `${line}: ${flag}`);
}

function unknownScripts(line: string): readonly string[] {
  return [...line.matchAll(/\bnpm run (?:-s |--silent )?([a-z:-]+)/gu)]
    .map(([, name = '']) => name)
    .filter((name) => !scripts.includes(name));
}

/** Vitest takes the beginning of a path too. */
function begins(path: string): boolean {
  const folder = join(root, dirname(path));
  return (
    existsSync(folder) && readdirSync(folder).some((name) => join(folder, name).startsWith(join(root, path)))
  );
}

/** Paths that are spelled from the repository's root and are not there; `deploy/web` is how kubectl names a Deployment. */
function missingPaths(line: string): readonly string[] {
  const paths = [
    ...line.matchAll(
      /(?<![\w/.-])((?:src|test|docs|deploy\/chart|deploy\/kustomize|policies|runbooks|scripts|prompts)\/[\w./-]+)/gu,
    ),
  ];
  return paths.map(([, path = '']) => path.replace(/[.:]+$/u, '')).filter((path) => !begins(path));
}

describe.each(pages)('%s', (page) => {
  it('links to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names commands, flags, scripts and files that exist', () => {
    const code = codeIn(page);
    expect(code.flatMap(unknownCommands)).toEqual([]);
    expect(code.flatMap(unknownScripts)).toEqual([]);
    expect(code.flatMap(missingPaths)).toEqual([]);
  });
});
