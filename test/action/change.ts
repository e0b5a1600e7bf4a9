import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/prepare.mjs';
import { git } from '../parts/bare-repository.ts';
import { action, evaluate } from './action-file.ts';

/** Null takes a file out; a link leads somewhere. */
type Files = Readonly<Record<string, string | null | { readonly link: string }>>;

export interface ActionRun {
  readonly code: number | null;
  readonly output: string;
  readonly lines: readonly string[];
}

/** A clone of a repository on a pull request's branch, as actions/checkout leaves it. */
export class Change {
  readonly folder = mkdtempSync(join(tmpdir(), 'firebreak-change-'));
  readonly #runnerTemp = mkdtempSync(join(tmpdir(), 'firebreak-runner-'));
  #base: string;

  constructor(base: Files, change: Files, branch = 'topic') {
    this.#git(['init', '--quiet', '--initial-branch=main', '.']);
    this.#commit(base, 'Base');
    this.#base = this.#head();
    this.#git(['checkout', '--quiet', '-b', branch]);
    this.#commit(change, 'Change');
  }

  /** Somebody else merges this meanwhile. */
  moveBase(files: Files): void {
    this.#git(['checkout', '--quiet', 'main']);
    this.#commit(files, 'Meanwhile');
    this.#base = this.#head();
    this.#git(['checkout', '--quiet', '-']);
  }

  /** Runs the action's steps as the runner does. */
  run(inputs: Readonly<Record<string, string>> = {}, { event = 'pull_request' } = {}): ActionRun {
    const given = Object.entries(action.inputs).map(([name, { default: value }]) => [
      `inputs.${name}`,
      inputs[name] ?? value,
    ]);
    const context: Record<string, string> = {
      ...Object.fromEntries(given),
      'github.action_path': root,
      'github.event_name': event,
      'github.event.pull_request.base.sha': event === 'push' ? '' : this.#base,
    };
    const outputs: string[] = [];
    for (const [index, step] of action.runs.steps.entries()) {
      const script = join(this.#runnerTemp, `step-${index}.sh`);
      writeFileSync(script, step.run);
      const env = Object.fromEntries(
        Object.entries(step.env).map(([name, value]) => [name, evaluate(value, context)]),
      );
      const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
        cwd: index === 0 ? root : this.folder,
        env: { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: this.#runnerTemp, ...env },
        encoding: 'utf8',
      });
      outputs.push(ran.stdout, ran.stderr);
      if (ran.status !== 0) return runOf(ran.status, outputs);
    }
    return runOf(0, outputs);
  }

  /** What the run has left in the repository's own folder and in the runner's. */
  leftovers(): readonly string[] {
    const changed = this.#git(['status', '--porcelain', '--ignored']).toString().split('\n');
    const scratch = readdirSync(this.#runnerTemp).filter((name) => !name.startsWith('step-'));
    return [...changed, ...scratch].filter((line) => line !== '');
  }

  remove(): void {
    for (const folder of [this.folder, this.#runnerTemp]) rmSync(folder, { recursive: true });
  }

  #commit(files: Files, message: string): void {
    for (const [path, file] of Object.entries(files)) {
      const at = join(this.folder, path);
      mkdirSync(dirname(at), { recursive: true });
      if (file === null) rmSync(at);
      else if (typeof file === 'string') writeFileSync(at, file);
      else symlinkSync(file.link, at);
    }
    this.#git(['add', '--all']);
    this.#git(['commit', '--quiet', '--allow-empty', '-m', message]);
  }

  #head(): string {
    return this.#git(['rev-parse', 'HEAD']).toString().trim();
  }

  #git(args: readonly string[]): Buffer {
    return git(['-C', this.folder, ...args]);
  }
}

function runOf(code: number | null, outputs: readonly string[]): ActionRun {
  const output = outputs.join('');
  return { code, output, lines: output.split('\n').filter((line) => line !== '') };
}
