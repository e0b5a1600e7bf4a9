/** Takes out of a text what may not be stored or shown. */
export type Redact = (text: string) => Promise<string>;
