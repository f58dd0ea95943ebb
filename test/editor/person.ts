import type { Locator, Page } from "playwright-core";

/** The one that is to be seen: those of other tabs stay in the page, inert. */
const NOTEBOOK = ".notebookOverlay:not([inert])";

/** The code cell whose text holds `text`, found as a person finds it: by scrolling down until it is to be seen. */
export async function findCell(page: Page, text: string): Promise<Locator> {
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
  const cell = await clickRun(page, text);
  for (const [title, answer] of Object.entries(answers)) {
    const box = page.locator(".quick-input-widget:visible").filter({ hasText: title });
    await box.locator(".monaco-list-row").filter({ hasText: answer }).first().click();
  }
  if ((await outcomeOf(cell)) !== "success") throw new Error(`The cell that shows "${text}" failed.`);
}

/** Clicks a cell's button: it runs the cell, or stops it while it runs. */
export async function clickRun(page: Page, text: string): Promise<Locator> {
  const cell = await findCell(page, text);
  await cell.hover();
  await cell.locator(".run-button-container .action-label").first().click();
  return cell;
}

/** What a cell shows once it has ended, by its icon. */
export async function outcomeOf(cell: Locator): Promise<"success" | "error"> {
  const success = cell.locator(SUCCESS);
  const failure = cell.locator(FAILURE);
  await success.or(failure).first().waitFor();
  return (await failure.count()) > 0 ? "error" : "success";
}

const SUCCESS = ".codicon-notebook-state-success";
const FAILURE = ".codicon-notebook-state-error";

/** Whether a cell shows success, failure, or neither of them. */
export async function markOf(cell: Locator): Promise<"success" | "error" | "none"> {
  if ((await cell.locator(FAILURE).count()) > 0) return "error";
  return (await cell.locator(SUCCESS).count()) > 0 ? "success" : "none";
}

/**
 * Presses a button of the notification that shows `text`, in the list behind the bell: the smoke test driver of the editor
 * shows no toasts.
 */
export async function answerNotification(page: Page, text: RegExp, button: string): Promise<void> {
  const bell = page.locator("[id='status.notifications']");
  const list = page.locator(".notifications-center.visible");
  if ((await list.count()) === 0) await bell.click();
  // The hint of the bell would lie over the buttons.
  await page.mouse.move(700, 300);
  const item = list.locator(".notification-list-item").filter({ hasText: text }).last();
  await item.waitFor();
  await page.locator(".workbench-hover-container").waitFor({ state: "hidden" });
  await item.getByRole("button", { name: button, exact: true }).click();
}

/** Presses a button of the dialog that shows `text`. */
export async function answerDialog(page: Page, text: RegExp, button: string): Promise<void> {
  const dialog = page.locator(".monaco-dialog-box").filter({ hasText: text });
  await dialog.waitFor();
  await dialog.locator(".monaco-button").filter({ hasText: button }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Types into the box that shows `text`, and presses Enter. */
export async function type(page: Page, text: RegExp, typed: string): Promise<void> {
  const box = page.locator(".quick-input-widget:visible").filter({ hasText: text });
  await box.waitFor();
  await box.locator("input").first().fill(typed);
  await page.keyboard.press("Enter");
}

/** Waits until the outputs of the notebook show a text, so many times. They are in frames, apart from the cells. */
export async function expectOutput(page: Page, expected: RegExp, times = 1): Promise<void> {
  let shown = "";
  for (let turns = 0; turns < 300; turns++) {
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
