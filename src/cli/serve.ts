import { accessSync, constants, mkdirSync } from 'node:fs';
import { createKubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { type KubeConfigSource, loadKubeConfig } from '../adapters/kubernetes/kube-config.ts';
import { systemClock } from '../adapters/system.ts';
import { compose, type Service } from '../compose/compose.ts';
import type { ComposeOptions } from '../compose/compose-options.ts';
import { examineAtStart } from '../compose/examine-at-start.ts';
import { createModels } from '../compose/models.ts';
import { type Config, loadConfig } from '../config.ts';
import { createLogDestination } from '../telemetry/log-destination.ts';
import { createLogger } from '../telemetry/logger.ts';
import { messageOf } from '../domain/message-of.ts';
import { readVersion } from '../version.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { signInText } from './sign-in-text.ts';

export interface ServeOptions {
  readonly config?: string;
}

/** `firebreak serve`: the service, until it is told to stop. SIGHUP reads the policies again. */
export async function serve(options: ServeOptions, command: CommandLine): Promise<ExitCode> {
  const config = loadConfig(command.environment, options.config ?? command.environment['FIREBREAK_CONFIG']);
  makeDataFolder(config.settings.dataDir);
  const log = createLogDestination();
  const logger = createLogger(config.settings.logLevel, log);
  const service = await startService(config, { logger, logLinesDropped: log.dropped }, command);
  const stopping = new AbortController();
  const reload = () => service.reloadPolicies();
  process.on('SIGHUP', reload);
  try {
    const url = await listen(service.app, config.settings);
    // Printed to a terminal alone: a log is read by more people than may decide.
    if (command.terminal) command.stdout(signInText(config.settings.publicUrl ?? url, service.signIn));
    const surroundings = { environment: command.environment, signal: stopping.signal };
    void examineAtStart(config, { ...surroundings, logger });
    await untilAborted(command.signal);
  } finally {
    stopping.abort();
    process.off('SIGHUP', reload);
    await service.close();
  }
  return exitCodes.ok;
}

/** Throws `UsageError`. */
function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new UsageError(
      `FIREBREAK_DATA_DIR: ${folder} cannot be written (${messageOf(cause)}); name a folder that can`,
    );
  }
}

/** Gives the address in full. Throws `UsageError` where it is taken, or not this machine's. */
async function listen(
  app: Service['app'],
  { host, port }: Pick<Config['settings'], 'host' | 'port'>,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    throw new UsageError(
      `cannot listen on ${host}, port ${port} (${messageOf(cause)}); set FIREBREAK_HOST and FIREBREAK_PORT`,
    );
  }
}

async function startService(
  config: Config,
  log: Pick<ComposeOptions, 'logger' | 'logLinesDropped'>,
  command: CommandLine,
): Promise<Service> {
  const { settings } = config;
  // Several files, as kubectl takes them, stay several files.
  const environment = { ...command.environment, KUBECONFIG: settings.kubeconfig };
  const clusterOf = (source: KubeConfigSource) =>
    createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source, environment }),
      timeoutMilliseconds: settings.clusterTimeoutSeconds * 1000,
    });
  const { executorKubeconfig } = settings;
  return compose({
    config,
    environment,
    version: readVersion(),
    clock: systemClock,
    ...log,
    planner: clusterOf('default'),
    executor: clusterOf(executorKubeconfig === undefined ? 'default' : { file: executorKubeconfig }),
    models: createModels(config),
    simulated: false,
  });
}

/** Resolves once the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
