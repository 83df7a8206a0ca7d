package io.byteleap.domain.passthrough;

/// How many NVIDIA GPUs an operator wants to give away, in the order of their addresses.
public sealed interface BindWish {
  record All() implements BindWish {}

  record First(int count) implements BindWish {
    public First {
      if (count < 1) {
        throw new IllegalArgumentException("number of GPUs must be 1 or more, is " + count);
      }
    }
  }
}
