//! Who wrote: the cases that people describe, with their right values.
