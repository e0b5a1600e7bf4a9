import { type ArchivedLog, type LogArchive, LogArchiveError } from '../ports/log-archive.ts';

/** An archive for one investigation: the same question is asked once, and questions are counted against a budget. */
export function observedArchive(archive: LogArchive, mostQuestions: number): LogArchive {
  const answers = new Map<string, Promise<readonly ArchivedLog[]>>();
  return {
    read: (query, signal) => {
      const key = JSON.stringify(query);
      const known = answers.get(key);
      if (known !== undefined) return known;
      if (answers.size >= mostQuestions)
        return Promise.reject(
          new LogArchiveError(`${mostQuestions} questions to the log archive are used up`),
        );
      const answer = archive.read(query, signal);
      answers.set(key, answer);
      return answer;
    },
  };
}
