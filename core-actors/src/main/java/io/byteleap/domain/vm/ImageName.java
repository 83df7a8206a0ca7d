package io.byteleap.domain.vm;

/// File name of a base image, without a directory: 1 to 128 of `A-Z a-z 0-9 . _ -`, not beginning
/// with `.` or `-`.
public record ImageName(String value) {
  private static final int LENGTH_MAX = 128;

  public ImageName {
    SafeName.checked("image_name", value, LENGTH_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
