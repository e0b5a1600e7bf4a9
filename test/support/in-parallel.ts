/** Does the task for every item, so many at a time; the answers come in the order of the items. */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  atATime: number,
  task: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) answers[index] = await task(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return answers;
}
