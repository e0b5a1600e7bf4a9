import { afterAll, beforeAll, describe } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { createBench } from './bench.ts';
import { startPractice, startReal } from './clusters.ts';
import { controllersContract } from './controllers.ts';
import { readingContract } from './reading.ts';
import { writingContract } from './writing.ts';

/** One contract for both: what Firebreak relies on. Where the two differ, the real API server is right. */
describe.each([
  { name: 'the practice cluster', start: startPractice, skip: false },
  { name: 'a real API server', start: startReal, skip: partMissing('control-plane') },
])('$name', ({ start, skip }) => {
  describe.skipIf(skip)('keeps the contract:', () => {
    const bench = createBench(start);
    beforeAll(bench.up);
    afterAll(bench.down);

    readingContract(bench);
    writingContract(bench);
    controllersContract(bench);
  });
});
