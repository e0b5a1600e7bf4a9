import type { Command } from 'commander';
import { addIdentityOptions } from './identity-options.ts';
import type { ProgramContext } from './program-context.ts';
import { policyAdmission } from './policy-admission.ts';
import { policyExplain } from './policy-explain.ts';
import { policyRbac } from './policy-rbac.ts';
import { policyTest } from './policy-test.ts';

/** `firebreak policy …`: what the policies decide, and what follows from them. */
export function addPolicyCommands(program: Command, { path, done, command }: ProgramContext): void {
  const policy = program
    .command('policy')
    .description('what the policies decide, and what follows from them');
  policy
    .command('explain')
    .description(
      'which rule decides on an action and where it stands, and of every other rule why it does not',
    )
    .requiredOption('--action <file>', 'one action, an array, or JSON Lines; - for stdin', path)
    .option('--dump <folder>', 'the recorded cluster that the action is about', path)
    .option('--policies <folder>', 'the packaged ones unless given', path)
    .option('--cluster <name>', 'the cluster that actions have to be meant for', 'default')
    .option('--json', 'JSON Lines, one action a line', false)
    .action((options: Parameters<typeof policyExplain>[0]) => done(policyExplain(options, command)));
  policy
    .command('test')
    .description('the tests in DIR/tests against the policies in DIR; docs/policies.md tells the format')
    .argument('[dir]', 'folder of policies; the packaged ones unless given', path)
    .option('--json', 'one JSON document', false)
    .action((folder: string | undefined, options: Parameters<typeof policyTest>[1]) =>
      done(policyTest(folder, options, command)),
    );
  const rbac = policy
    .command('rbac')
    .description('the least RBAC for planner and executor that the policies imply, as YAML');
  addIdentityOptions(rbac, path).action((options: Parameters<typeof policyRbac>[0]) =>
    done(policyRbac(options, command)),
  );
  const admission = policy
    .command('admission')
    .description(
      'ValidatingAdmissionPolicies that hold the planner to dry-runs and the executor to the policies, as YAML',
    );
  addIdentityOptions(admission, path)
    .option('--live', 'for rules with globs, the CronJobs that the cluster of KUBECONFIG has', false)
    .option('--json', 'one List, and what the API server cannot hold', false)
    .action((options: Parameters<typeof policyAdmission>[0]) => done(policyAdmission(options, command)));
}
