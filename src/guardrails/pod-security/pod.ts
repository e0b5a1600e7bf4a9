import { z } from 'zod';

const flag = z.boolean().optional();
const text = z.string().default('');
const names = z.array(z.string()).default([]);
const profile = z.object({ type: text }).optional();

const windowsOptions = z.object({ hostProcess: flag }).optional();
const seLinuxOptions = z.object({ type: text, user: text, role: text }).optional();

const containerSecurityContext = z.object({
  allowPrivilegeEscalation: flag,
  appArmorProfile: profile,
  capabilities: z.object({ add: names, drop: names }).optional(),
  privileged: flag,
  procMount: z.string().optional(),
  runAsNonRoot: flag,
  runAsUser: z.number().optional(),
  seLinuxOptions,
  seccompProfile: profile,
  windowsOptions,
});

const podSecurityContext = z.object({
  appArmorProfile: profile,
  runAsNonRoot: flag,
  runAsUser: z.number().optional(),
  seLinuxOptions,
  seccompProfile: profile,
  sysctls: z.array(z.object({ name: text })).default([]),
  windowsOptions,
});

const handler = z
  .object({ httpGet: z.object({ host: text }).optional(), tcpSocket: z.object({ host: text }).optional() })
  .optional();

const container = z.object({
  name: text,
  ports: z
    .array(z.object({ containerPort: z.number().default(0), hostPort: z.number().default(0) }))
    .default([]),
  securityContext: containerSecurityContext.optional(),
  livenessProbe: handler,
  readinessProbe: handler,
  startupProbe: handler,
  lifecycle: z.object({ postStart: handler, preStop: handler }).optional(),
});

/** Every field of a volume besides its name is a source. */
const volume = z.object({ name: text }).catchall(z.record(z.string(), z.unknown()));

const podSpec = z.object({
  containers: z.array(container).default([]),
  initContainers: z.array(container).default([]),
  ephemeralContainers: z.array(container).default([]),
  hostIPC: z.boolean().default(false),
  hostNetwork: z.boolean().default(false),
  hostPID: z.boolean().default(false),
  hostUsers: flag,
  os: z.object({ name: text }).optional(),
  securityContext: podSecurityContext.optional(),
  volumes: z.array(volume).default([]),
});

const podSchema = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }).prefault({}),
  spec: podSpec,
});

export type PodContainer = z.infer<typeof container>;
export type PodVolume = z.infer<typeof volume>;
export type HandlerHosts = z.infer<typeof handler>;
export type SeLinuxOptions = NonNullable<z.infer<typeof seLinuxOptions>>;

/** What the Pod Security Standards look at, typed as the API server types it. */
export type Pod = z.infer<typeof podSchema>;

/** A Pod or a pod template as it came: `metadata` and `spec` as raw JSON. */
export interface RawPod {
  readonly metadata?: unknown;
  readonly spec?: unknown;
}

/** A pod that the API server could not decode either, with the place of the first mistake. */
export class InvalidPodError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidPodError';
  }
}

/** Reads a pod the way the API server decodes and defaults it. Throws `InvalidPodError`. */
export function readPod(raw: RawPod): Pod {
  const parsed = podSchema.safeParse(withoutNulls({ metadata: raw.metadata, spec: raw.spec }));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InvalidPodError(`${issue?.path.join('.') ?? 'pod'}: ${issue?.message ?? 'invalid'}`);
  }
  return withAppArmorProfiles(withHostPorts(parsed.data));
}

/** Every container of the pod: init containers first, then containers, then ephemeral ones. */
export function containersOf(pod: Pod): readonly PodContainer[] {
  return [...pod.spec.initContainers, ...pod.spec.containers, ...pod.spec.ephemeralContainers];
}

/** A null is an absent field to the API server. Few objects have one, and only those are copied. */
function withoutNulls(value: unknown): unknown {
  return hasNull(value) ? copyWithoutNulls(value) : value;
}

function hasNull(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined;
  return value === null || Object.values(value).some(hasNull);
}

function copyWithoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyWithoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .map(([key, field]) => [key, copyWithoutNulls(field)]),
  );
}

/** On the host's network the API server gives a Pod's ports their host port (defaulting of core/v1 Pods). */
function withHostPorts(pod: Pod): Pod {
  if (!pod.spec.hostNetwork) return pod;
  const onHost = (one: PodContainer): PodContainer => ({
    ...one,
    ports: one.ports.map((port) => (port.hostPort === 0 ? { ...port, hostPort: port.containerPort } : port)),
  });
  const { containers, initContainers } = pod.spec;
  return {
    ...pod,
    spec: { ...pod.spec, containers: containers.map(onHost), initContainers: initContainers.map(onHost) },
  };
}

export const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

/**
 * An AppArmor annotation becomes the container's own profile where it has none, unless that is the pod's already
 * (https://kubernetes.io/docs/tutorials/security/apparmor/). Only what it must not be matters here.
 */
function withAppArmorProfiles(pod: Pod): Pod {
  const isUnconfinedByPod = pod.spec.securityContext?.appArmorProfile?.type === 'Unconfined';
  if (isUnconfinedByPod || pod.spec.os?.name === 'windows') return pod;
  const withProfile = (one: PodContainer): PodContainer => {
    const annotation = pod.metadata.annotations[appArmorAnnotation + one.name];
    if (annotation !== 'unconfined' || one.securityContext?.appArmorProfile !== undefined) return one;
    return { ...one, securityContext: { ...one.securityContext, appArmorProfile: { type: 'Unconfined' } } };
  };
  const { containers, initContainers } = pod.spec;
  return {
    ...pod,
    spec: {
      ...pod.spec,
      containers: containers.map(withProfile),
      initContainers: initContainers.map(withProfile),
    },
  };
}
