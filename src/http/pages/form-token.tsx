import type { Viewer } from './page-context.ts';

/** Shows that a form belongs to the session of whoever looks at the page. */
export function FormToken({ viewer }: { readonly viewer: Viewer }) {
  return <input type="hidden" name="formToken" value={viewer.formToken} />;
}
