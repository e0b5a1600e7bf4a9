/** `registry:5000/team/app` of `registry:5000/team/app:1.2@sha256:…`. */
export function imageName(image: string): string {
  const whole = image.split('@')[0] ?? '';
  const colon = whole.lastIndexOf(':');
  return colon > whole.lastIndexOf('/') ? whole.slice(0, colon) : whole;
}

export function tagOf(image: string): string | undefined {
  const whole = image.split('@')[0] ?? '';
  const name = imageName(image);
  return whole.length > name.length ? whole.slice(name.length + 1) : undefined;
}

/** `sha256:…`, where the image has one. */
export function digestOf(image: string): string | undefined {
  return image.split('@')[1];
}
