import * as vscode from "vscode";

type Answer = string | undefined | Promise<string | undefined>;

/** What a person would choose or type, by the text that asks. */
export interface Person {
  /** Of a notification or a box with buttons: the button. */
  choose?(message: string, buttons: readonly string[], detail: string): Answer;
  /** Of an input box: its text. */
  type?(title: string, options: vscode.InputBoxOptions): Answer;
}

/** Lets a person who is not there answer what the extension asks, until the returned function is called. */
export function answerAs(person: Person): () => void {
  const { window } = vscode;
  const before = {
    showInformationMessage: window.showInformationMessage,
    showWarningMessage: window.showWarningMessage,
    showErrorMessage: window.showErrorMessage,
    showInputBox: window.showInputBox,
  };
  const choose = async (message: string, ...rest: unknown[]) => {
    const options = rest.find((one) => typeof one === "object") as vscode.MessageOptions | undefined;
    const buttons = rest.filter((one) => typeof one === "string");
    return person.choose?.(message, buttons, options?.detail ?? "");
  };
  const type = async (options: vscode.InputBoxOptions = {}) => person.type?.(options.title ?? "", options);
  Object.assign(window, {
    showInformationMessage: choose,
    showWarningMessage: choose,
    showErrorMessage: choose,
    showInputBox: type,
  });
  return () => void Object.assign(window, before);
}
