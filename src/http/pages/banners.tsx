import type { PageContext } from './page-context.ts';
import { Time } from './time.tsx';
import { visible } from './visible.ts';

/** What changes the meaning of everything below it. */
export function Banners({ page }: { readonly page: PageContext }) {
  const { about, stopped, unattendedRules, degraded, now } = page;
  return (
    <>
      {stopped ? (
        <div class="banner banner-stop" role="alert">
          <strong>The stop switch is on.</strong> Nothing is written to the cluster until somebody{' '}
          <a href="/stop">releases it</a>.
        </div>
      ) : null}
      {degraded.length > 0 ? (
        <div class="banner banner-degraded" role="status">
          <strong>Some of what Firebreak depends on does not answer.</strong> What needs it waits, and goes on
          by itself:
          <ul>
            {degraded.map(({ component, since, reason }) => (
              <li key={component}>
                {visible(component)}: {visible(reason)}, since <Time at={since} now={now} />.
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {about.simulated ? (
        <div class="banner banner-practice">
          <strong>Practice cluster.</strong> It is simulated: nothing you approve here touches anything real.
        </div>
      ) : null}
      {unattendedRules.length > 0 ? (
        <div class="banner banner-unattended">
          <strong>Some changes run without people.</strong> The policies say so: {unattendedRules.join(', ')}.
        </div>
      ) : null}
      {about.mode === 'dry-run' ? (
        <div class="banner banner-dry-run">
          <strong>Dry-run mode.</strong> You can decide, but nothing is written to the cluster or to GitHub.
        </div>
      ) : null}
    </>
  );
}
