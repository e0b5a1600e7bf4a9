/** The time of day, passed in so that tests and replays own it. */
export interface Clock {
  now(): Date;
}

/** Makes ids that sort by time and cannot be guessed, such as `inc_01k…`. */
export interface Ids {
  next(prefix: string): string;
}
