const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const quantityPattern = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/u;

/**
 * A Kubernetes quantity (`256Mi`, `0.5`, `100m`, `1e3`) as a number of its base unit (bytes, cores), or undefined
 * where it is none. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(quantity: string | number): number | undefined {
  if (typeof quantity === 'number') return Number.isFinite(quantity) ? quantity : undefined;
  const match = quantityPattern.exec(quantity);
  if (match === null) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = match;
  const factor = factors[suffix];
  return factor === undefined ? undefined : Number(`${digits}${exponent}`) * factor;
}

/** Bytes as people write memory: the largest binary unit that leaves a whole number, such as `512Mi` or `3Gi`. */
export function formatMemory(bytes: number): string {
  const whole = Math.round(bytes);
  for (const unit of ['Gi', 'Mi', 'Ki'] as const) {
    const size = factors[unit] ?? 1;
    if (whole >= size && whole % size === 0) return `${whole / size}${unit}`;
  }
  return String(whole);
}
