/** What is loaded when colleagues tell each other something. */
import './team.css';

export { NoteComposer } from './NoteComposer';
export { NoteRow } from './NoteRow';
export { TeamPanel } from './TeamPanel';
