package io.byteleap.domain.exact;

import java.util.Locale;

/// Why a unit's commitment or opening does not count. Each is of that unit only.
public enum ExactRefusal {
  /// The frame has another length than every good answer to this request has.
  FRAME_LENGTH("the frame is longer or shorter than every good answer"),
  /// The frame does not begin as an opening of version 2.
  FRAME_KIND("no opening of version 2"),
  OTHER_CHALLENGE("of another challenge"),
  OTHER_UNIT("of another unit"),
  OTHER_SHAPE("of another size or number of steps"),
  /// Rows that were not asked for, or not those that were, or not in order.
  OTHER_ROWS("not the rows that were asked for"),
  /// A row has too few or too many values.
  ROW_LENGTH("a row of another length"),
  /// A path has too few or too many hashes for its row.
  PATH_LENGTH("a path of another length"),
  /// The row is not what was committed to.
  PATH_ASTRAY("the row does not lead to the committed root"),
  /// The row is not the product.
  PRODUCT_WRONG("the row is not that of the product"),
  /// The commitment cannot be read.
  COMMITMENT_MALFORMED("a commitment that cannot be read"),
  /// The unit was given no task in this challenge.
  UNIT_NOT_ASKED("a unit that was not asked"),
  /// The unit committed to something else before.
  SECOND_COMMITMENT("a second commitment"),
  SIGNATURE_WRONG("the signature is not the key's over this commitment"),
  /// The unit is bound to another key.
  OTHER_KEY("not the key that the unit used first"),
  /// The key is bound to another unit.
  KEY_OF_ANOTHER("the key of another unit"),
  COMMITMENT_LATE("no commitment in time"),
  OPENING_LATE("no opening in time"),
  /// The rows are right, in a time in which no unit of its model can do the work.
  TOO_FAST("faster than any unit of its model"),
  /// The rows are right, in a time that no unit of its model needs.
  TOO_SLOW("slower than a unit of its model can credibly be"),
  /// The unit said that it will not or cannot.
  GIVEN_UP("the unit gave up"),
  /// The validator could not judge the opening; nobody answers for it.
  NOT_JUDGED("not judged by the validator's own fault");

  private final String text;

  ExactRefusal(String text) {
    this.text = text;
  }

  /// Whether the unit answers for it.
  public boolean isCharged() {
    return this != NOT_JUDGED;
  }

  /// For people.
  public String text() {
    return text;
  }

  /// As it is written: lower case, words joined by dashes.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
