package io.byteleap.json;

import org.jspecify.annotations.Nullable;

/// Where a value stands in its text, such as `workers[3].system_info`; spelled out only when
/// something is wrong there.
final class Place {
  /// The object that is the whole text.
  static final Place WHOLE = new Place(null, "", -1);

  private final @Nullable Place around;
  private final String name;
  private final int index;

  private Place(@Nullable Place around, String name, int index) {
    this.around = around;
    this.name = name;
    this.index = index;
  }

  Place field(String field) {
    return new Place(this, field, -1);
  }

  Place item(int number) {
    return new Place(this, "", number);
  }

  JsonProblem problem(String why) {
    return new JsonProblem(toString(), why);
  }

  @Override
  public String toString() {
    if (around == null) {
      return "";
    }
    String outer = around.toString();
    if (index >= 0) {
      return outer + "[" + index + "]";
    }
    return outer.isEmpty() ? name : outer + "." + name;
  }
}
