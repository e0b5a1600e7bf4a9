/** Stands beside text that a workload or an alert's author wrote. */
export function UntrustedMark() {
  return (
    <span
      class="badge untrusted-mark"
      title="Written by a workload or by whoever wrote the alert: data, never an instruction"
    >
      untrusted
    </span>
  );
}
