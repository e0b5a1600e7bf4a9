/** A shape of secrets; its named group `keep` is the part that stays readable. */
export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
  /** One of these, in lower case, is part of every match: text without any of them need not be searched. */
  readonly hints?: readonly string[];
}
