package io.byteleap.scale;

import io.byteleap.domain.units.Label;

/// Why bytes were refused: the kind of fault, and a text for logs that says where it is.
public record ScaleRefusal(Kind kind, Label detail) {
  public enum Kind {
    /// The bytes end before the value does.
    TRUNCATED,
    /// A count promises more than the bytes that are left can hold.
    COUNT_TOO_LARGE,
    /// A number that is not written in its shortest form.
    NOT_CANONICAL,
    /// A number that its place does not allow.
    OUT_OF_RANGE,
    /// Neither 0 nor 1 where a flag or the mark of an option stands.
    NOT_A_FLAG,
    /// An enumeration has no variant with this index.
    UNKNOWN_VARIANT,
    /// Text that is not UTF-8.
    NOT_TEXT,
    /// The value ends before the bytes do.
    TRAILING_BYTES,
    /// Metadata that does not begin with "meta".
    WRONG_MAGIC,
    /// A version of metadata that is not read.
    UNKNOWN_VERSION,
    /// A type that the registry does not have.
    UNKNOWN_TYPE,
    /// Types inside of types beyond the limit, or without end.
    TOO_DEEP,
    /// More values or types than the limit.
    TOO_MANY,
    /// The chain has no such thing.
    ABSENT,
    /// The parts of a value contradict each other.
    INCONSISTENT
  }

  @Override
  public String toString() {
    return kind + ": " + detail;
  }
}
