/** What messages depend on besides the incident. */
export interface RenderSetting {
  /** Where people reach the pages; absent: messages link nowhere. */
  readonly publicUrl?: string;
  readonly mode: 'dry-run' | 'approve';
  /** Clicks reach us: there is an app token or a signing secret. */
  readonly canDecide: boolean;
}
