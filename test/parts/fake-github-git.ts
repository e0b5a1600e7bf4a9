import { z } from 'zod';
import { commitFacts, refFacts, repositoryFacts, treeFacts } from './fake-github-answers.ts';
import { created, ok, read, Refusal, type Route, writable, write } from './fake-github-route.ts';
import type { FakeRepository } from './fake-github-state.ts';

const newRef = z.object({ ref: z.string(), sha: z.string() });
const movedRef = z.object({ sha: z.string(), force: z.boolean().default(false) });
const newBlob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });
const newTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), sha: z.string().nullable() })),
});
const newCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
});

/** The repository itself and the Git data API, by method and path after `/repos/{owner}/{repo}`. */
export const gitRoutes: Readonly<Record<string, Route>> = {
  'GET ': { needs: read('metadata'), run: ({ repository }) => ok(repositoryFacts(repository)) },

  'GET /git/ref/{ref}': {
    needs: read('contents'),
    run({ repository, parameters: { ref = '' } }) {
      notEmpty(repository);
      const sha = repository.git.head(ref.replace(/^heads\//u, ''));
      if (sha === undefined) throw new Refusal(404, 'Not Found');
      return ok(refFacts(`refs/${ref}`, sha));
    },
  },
  'POST /git/refs': {
    needs: write('contents'),
    run({ repository, body }) {
      const { ref, sha } = newRef.parse(body);
      notEmpty(repository);
      writable(repository);
      const branch = ref.replace(/^refs\/heads\//u, '');
      if (repository.git.head(branch) !== undefined) throw new Refusal(422, 'Reference already exists');
      if (!repository.git.has(sha, 'commit')) throw new Refusal(422, 'Object does not exist');
      if (repository.creationRule?.test(branch) === true) {
        throw new Refusal(
          422,
          'Repository rule violations found\n\nCannot create ref due to creations being restricted.',
        );
      }
      repository.git.moveBranch(branch, sha, undefined);
      return created(refFacts(ref, sha));
    },
  },
  'PATCH /git/refs/{ref}': {
    needs: write('contents'),
    run({ repository, parameters: { ref = '' }, body }) {
      const { sha, force } = movedRef.parse(body);
      writable(repository);
      const branch = ref.replace(/^heads\//u, '');
      const now = repository.git.head(branch);
      if (now === undefined) throw new Refusal(422, 'Reference does not exist');
      if (repository.updateRule?.test(branch) === true)
        throw new Refusal(422, 'Protected branch update failed');
      if (!force && !repository.git.isAncestor(now, sha))
        throw new Refusal(422, 'Update is not a fast forward');
      repository.git.moveBranch(branch, sha, now);
      return ok(refFacts(`refs/${ref}`, sha));
    },
  },
  'GET /git/commits/{commit_sha}': {
    needs: read('contents'),
    run({ repository, parameters: { commit_sha: sha = '' } }) {
      if (!repository.git.has(sha, 'commit')) throw new Refusal(404, 'Not Found');
      return ok(commitFacts(repository, sha));
    },
  },
  'POST /git/commits': {
    needs: write('contents'),
    run({ repository, body }) {
      const { message, tree, parents } = newCommit.parse(body);
      writable(repository);
      if (!repository.git.has(tree, 'tree')) throw new Refusal(422, 'Tree SHA does not exist');
      if (!parents.every((parent) => repository.git.has(parent, 'commit'))) {
        throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
      }
      return created(commitFacts(repository, repository.git.writeCommit(tree, parents, message)));
    },
  },
  'GET /git/trees/{tree_sha}': {
    needs: read('contents'),
    run({ repository, parameters: { tree_sha: sha = '' }, query }) {
      notEmpty(repository);
      if (!repository.git.has(sha, 'tree')) throw new Refusal(404, 'Not Found');
      return ok(treeFacts(repository, sha, query.has('recursive')));
    },
  },
  'POST /git/trees': {
    needs: write('contents'),
    run({ repository, body }) {
      const { base_tree: base, tree } = newTree.parse(body);
      writable(repository);
      for (const { path, sha } of tree) {
        if (sha !== null && !repository.git.has(sha, 'blob')) {
          throw new Refusal(422, `tree.sha ${sha} is not a valid blob`);
        }
        if (path.startsWith('/') || path.split('/').includes('..')) {
          throw new Refusal(422, 'tree.path contains a malformed path component');
        }
      }
      return created(treeFacts(repository, repository.git.writeTree(base, tree), false));
    },
  },
  'POST /git/blobs': {
    needs: write('contents'),
    run({ repository, body }) {
      const { content, encoding } = newBlob.parse(body);
      writable(repository);
      const sha = repository.git.writeBlob(encoding === 'base64' ? Buffer.from(content, 'base64') : content);
      return created({ sha });
    },
  },
  'GET /git/blobs/{file_sha}': {
    needs: read('contents'),
    run({ repository, parameters: { file_sha: sha = '' } }) {
      if (!repository.git.has(sha, 'blob')) throw new Refusal(404, 'Not Found');
      const bytes = repository.git.readBlob(sha);
      // GitHub breaks its Base64 into lines.
      const content = bytes.toString('base64').replace(/(.{60})/gu, '$1\n');
      return ok({ sha, size: bytes.length, encoding: 'base64', content });
    },
  },
};

function notEmpty({ isEmpty }: FakeRepository): void {
  if (isEmpty) throw new Refusal(409, 'Git Repository is empty.');
}
