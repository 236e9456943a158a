/** What every section of the form works with. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Defaults, FieldProblem } from './contract';
import { isWithin } from './editing';
import type { Form } from './form';

export interface Editor {
  form: Form;
  defaults: Defaults;
  problems: readonly FieldProblem[];
  /** `field` is the path of what is changed. */
  edit(field: string, change: (form: Form) => Partial<Form>): void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('useEditor needs an EditorContext above it');
  return editor;
}

/** What is wrong with the field, or with a part of it unless `exactly`. */
export function useProblem(field: string, exactly = false): string | null {
  const { problems } = useEditor();
  const found = problems.filter((each) => (exactly ? each.field === field : isWithin(each.field, field)));
  return found.length === 0 ? null : found.map(({ detail }) => detail).join(' ');
}

/** Problems of fields that the form does not show. */
export function unplaced(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  return problems.filter(({ field }) => !SHOWN.test(field));
}

const SHOWN =
  /^(instructions|facts|time_zone|out_of_hours|language|model|length|assistant|voice|pictures|documents|buttons|satisfaction|words_for_person|max_replies_per_(hour|day)|hours(\.((mon|tues|wednes|thurs|fri|satur|sun)day|exceptions\.\d+)(\..*)?)?|texts\.(greeting|closed|fallback|handed_over|opt_out)(\.(fr|en|es|pt|ar))?|tools(\.\d+(\.(name|description|url|method|changes|secret|parameters(\..*)?))?)?|mcp(\.\d+(\.(name|url|secret))?)?|price(\.(prompt|cached|answer|currency))?|events(\.(url|secret|types(\..*)?))?)$/;
