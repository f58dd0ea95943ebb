import type { Locator, Page } from "playwright-core";

const NOTEBOOK = ".notebookOverlay";

/** The code cell whose text holds `text`, found as a person finds it: by scrolling down until it is to be seen. */
async function findCell(page: Page, text: string): Promise<Locator> {
  const cell = page.locator(`${NOTEBOOK} .monaco-list-row.code-cell-row`).filter({ hasText: text }).first();
  const notebook = page.locator(NOTEBOOK).first();
  await notebook.waitFor();
  const area = await notebook.boundingBox();
  if (area === null) throw new Error("The notebook is not to be seen.");
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
  for (let turns = 0; turns < 100; turns++) {
    const box = (await cell.count()) > 0 ? await cell.boundingBox() : null;
    if (box !== null && box.y >= area.y && box.y + Math.min(box.height, area.height / 2) <= area.y + area.height)
      return cell;
    await page.mouse.wheel(0, box !== null && box.y < area.y ? -120 : 240);
    await page.waitForTimeout(100);
  }
  throw new Error(`No code cell of the notebook shows "${text}".`);
}

/** Scrolls until a cell that is to be seen stands at the top, or the end of the notebook is reached. */
export async function scrollToTop(page: Page, text: string): Promise<void> {
  const cell = await findCell(page, text);
  const top = (await page.locator(`${NOTEBOOK} .cell-list-container`).first().boundingBox())?.y ?? 0;
  for (let turns = 0; turns < 60; turns++) {
    const before = await cell.boundingBox();
    if (before === null || before.y <= top + 24) return;
    await page.mouse.wheel(0, 20);
    await page.waitForTimeout(50);
  }
}

/**
 * Clicks a cell's run button, answers what is asked by choosing the entry given for each title, and waits until the cell
 * shows success. Throws when it shows failure.
 */
export async function runCell(page: Page, text: string, answers: Readonly<Record<string, string>> = {}): Promise<void> {
  const cell = await findCell(page, text);
  await cell.hover();
  await cell.locator(".run-button-container .action-label").first().click();
  for (const [title, answer] of Object.entries(answers)) {
    const box = page.locator(".quick-input-widget:visible").filter({ hasText: title });
    await box.locator(".monaco-list-row").filter({ hasText: answer }).first().click();
  }
  const success = cell.locator(".codicon-notebook-state-success");
  const failure = cell.locator(".codicon-notebook-state-error");
  await success.or(failure).first().waitFor();
  if ((await failure.count()) > 0) throw new Error(`The cell that shows "${text}" failed.`);
}

/** Waits until the outputs of the notebook show a text, so many times. They are in frames, apart from the cells. */
export async function expectOutput(page: Page, expected: RegExp, times = 1): Promise<void> {
  let shown = "";
  for (let turns = 0; turns < 50; turns++) {
    const texts = page.frames().map((frame) =>
      frame
        .locator(".output_container")
        .allInnerTexts()
        .catch(() => []),
    );
    shown = (await Promise.all(texts)).flat().join("\n");
    if ((shown.match(new RegExp(expected, "g")) ?? []).length >= times) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`The outputs do not show ${expected} ${times} times. They show:\n${shown}`);
}
