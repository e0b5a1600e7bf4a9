import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An object of a tree, as Git lists it. */
export interface ListedEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

export interface NewEntry {
  readonly path: string;
  readonly mode: string;
  /** Null takes the path out. */
  readonly sha: string | null;
}

export interface ReadCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** Git has refused. */
export class GitError extends Error {}

const environment = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.org',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.org',
};

/** Runs git apart from whatever this machine configures; its output as bytes. */
export function git(
  args: readonly string[],
  options: { readonly input?: Uint8Array | string; readonly env?: Readonly<Record<string, string>> } = {},
): Buffer {
  const ran = spawnSync('git', args, {
    env: { ...environment, ...options.env },
    maxBuffer: 64 * 1024 * 1024,
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  if (ran.error !== undefined) throw ran.error;
  if (ran.status !== 0) throw new GitError(`git ${args.join(' ')}: ${ran.stderr.toString()}`);
  return ran.stdout;
}

/** A bare repository on disk, worked on object by object; `git clone` of its folder works. */
export class BareRepository {
  readonly folder: string;
  /** What never changes once it is there, by the command that reads it. */
  readonly #known = new Map<string, Buffer>();

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'firebreak-bare-'));
    git(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', this.folder]);
  }

  head(branch: string): string | undefined {
    try {
      return this.#text(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
    } catch {
      return undefined;
    }
  }

  branches(): readonly string[] {
    return this.#text(['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'])
      .split('\n')
      .filter((name) => name !== '');
  }

  has(sha: string, type: string): boolean {
    try {
      return this.#object(['cat-file', '-t', sha]).toString().trim() === type;
    } catch {
      return false;
    }
  }

  /** Fails where the branch is no longer at `from`; undefined: it must not exist. */
  moveBranch(branch: string, to: string, from: string | undefined): void {
    this.#text(['update-ref', `refs/heads/${branch}`, to, from ?? '0'.repeat(40)]);
  }

  deleteBranch(branch: string): void {
    this.#text(['update-ref', '-d', `refs/heads/${branch}`]);
  }

  isAncestor(old: string, young: string): boolean {
    return this.mergeBase(old, young) === old;
  }

  mergeBase(one: string, other: string): string | undefined {
    try {
      return this.#text(['merge-base', one, other]);
    } catch {
      return undefined;
    }
  }

  /** The tree of a clean merge; undefined where the two conflict. */
  merged(one: string, other: string): string | undefined {
    try {
      return this.#text(['merge-tree', '--write-tree', one, other]).split('\n')[0];
    } catch {
      return undefined;
    }
  }

  writeBlob(content: Uint8Array | string): string {
    return this.#text(['hash-object', '-w', '--stdin'], content);
  }

  readBlob(sha: string): Buffer {
    return this.#object(['cat-file', 'blob', sha]);
  }

  writeTree(base: string | undefined, entries: readonly NewEntry[]): string {
    const scratch = mkdtempSync(join(tmpdir(), 'firebreak-index-'));
    const env = { GIT_INDEX_FILE: join(scratch, 'index') };
    try {
      if (base !== undefined) this.#run(['read-tree', base], undefined, env);
      const lines = entries.map(({ path, mode, sha }) =>
        sha === null ? `0 ${'0'.repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`,
      );
      this.#run(['update-index', '-z', '--replace', '--index-info'], lines.join(''), env);
      return this.#run(['write-tree'], undefined, env).toString().trim();
    } finally {
      rmSync(scratch, { recursive: true });
    }
  }

  listTree(sha: string, recursive: boolean): readonly ListedEntry[] {
    const listed = this.#object(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), sha]).toString();
    return listed
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [meta = '', path = ''] = line.split('\t');
        const [mode = '', type = '', object = '', size = '-'] = meta.split(/ +/u);
        return { path, mode, type, sha: object, ...(size === '-' ? {} : { size: Number(size) }) };
      });
  }

  writeCommit(tree: string, parents: readonly string[], message: string): string {
    return this.#text(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], message);
  }

  readCommit(sha: string): ReadCommit {
    const raw = this.#object(['cat-file', 'commit', sha]).toString();
    const end = raw.indexOf('\n\n');
    const head = raw.slice(0, end).split('\n');
    const values = (name: string) =>
      head.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
    return { tree: values('tree')[0] ?? '', parents: values('parent'), message: raw.slice(end + 2) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a hash names is read once. */
  #object(args: readonly string[]): Buffer {
    const key = args.join(' ');
    const known = this.#known.get(key) ?? this.#run(args);
    this.#known.set(key, known);
    return known;
  }

  #text(args: readonly string[], input?: Uint8Array | string): string {
    return this.#run(args, input).toString().trim();
  }

  #run(args: readonly string[], input?: Uint8Array | string, env?: Readonly<Record<string, string>>): Buffer {
    return git(['--git-dir', this.folder, ...args], {
      ...(input === undefined ? {} : { input }),
      ...(env === undefined ? {} : { env }),
    });
  }
}
