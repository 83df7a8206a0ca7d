package io.byteleap.chain.rpc;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// One parameter of a request, as it stands in the JSON text.
public sealed interface RpcParam {
  RpcParam NULL = new Nothing();

  /// A string of graphic ASCII characters but quotes and backslashes: hexadecimal digits,
  /// addresses, names of functions. So it needs no escapes, and can hold no JSON of its own.
  record Text(String value) implements RpcParam {
    public Text {
      if (!value.chars().allMatch(Text::isPlain)) {
        throw new IllegalArgumentException("a parameter must be plain graphic ASCII");
      }
    }

    private static boolean isPlain(int character) {
      return character > ' ' && character < 0x7f && character != '"' && character != '\\';
    }
  }

  record Whole(long value) implements RpcParam {}

  record Nothing() implements RpcParam {}

  record Items(List<RpcParam> items) implements RpcParam {
    public Items {
      items = List.copyOf(items);
    }
  }

  static RpcParam of(String plain) {
    return new Text(plain);
  }

  static RpcParam of(long value) {
    return new Whole(value);
  }

  static RpcParam list(RpcParam... items) {
    return new Items(Arrays.asList(items));
  }

  /// As JSON, without spaces.
  default String toJson() {
    return switch (this) {
      case Text(var value) -> '"' + value + '"';
      case Whole(var value) -> Long.toString(value);
      case Nothing() -> "null";
      case Items(var items) ->
          items.stream().map(RpcParam::toJson).collect(Collectors.joining(",", "[", "]"));
    };
  }
}
