package io.byteleap.chain.metadata;

import io.byteleap.scale.ScaleWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Registries of a few types, written by hand.
final class SmallTypes {
  private static final int U8_CODE = 3;

  /// One of each kind.
  static final byte[] ALL =
      registry(
          List.of(
              primitive(U8_CODE),
              composite(0, 0),
              sequence(1),
              array(4, 0),
              tuple(0, 2),
              variant(3),
              compact(0),
              bits(0)));

  static final byte[] OUT_OF_PLACE =
      new ScaleWriter().compact(1).compact(5).raw(body(primitive(U8_CODE))).toBytes().toArray();

  static final byte[] UNKNOWN_TYPE = registry(List.of(sequence(1)));
  static final byte[] UNKNOWN_KIND = registry(List.of(writer -> writer.u8(8).u8(0)));
  static final byte[] UNKNOWN_PRIMITIVE = registry(List.of(primitive(15)));

  /// Type 0 holds itself; type 40 is a pair of pairs of pairs, 30 deep, of nothing.
  static final byte[] ENDLESS =
      registry(
          Stream.concat(
                  IntStream.range(0, 11)
                      .mapToObj(i -> i == 0 ? tuple(0) : i == 10 ? tuple() : primitive(U8_CODE)),
                  IntStream.range(11, 41).mapToObj(i -> tuple(i - 1, i - 1)))
              .toList());

  /// No pallets; extrinsics whose type is number 0, of which nothing is asked before it is there.
  static final byte[] REST = new byte[] {0, 0, 4, 0, 0};

  private SmallTypes() {}

  private static byte[] registry(List<Consumer<ScaleWriter>> definitions) {
    var writer = new ScaleWriter().compact(definitions.size());
    for (int id = 0; id < definitions.size(); id++) {
      writer.compact(id).raw(body(definitions.get(id)));
    }
    return writer.toBytes().toArray();
  }

  /// A type of this definition, with the two parameters that extrinsics have, both of type 0.
  private static byte[] body(Consumer<ScaleWriter> definition) {
    var writer = new ScaleWriter().compact(1).text("Small").compact(2);
    writer.text("Address").u8(1).compact(0).text("Signature").u8(1).compact(0);
    definition.accept(writer);
    return writer.compact(0).toBytes().toArray();
  }

  private static Consumer<ScaleWriter> primitive(int code) {
    return writer -> writer.u8(5).u8(code);
  }

  private static Consumer<ScaleWriter> composite(int... fields) {
    return writer -> fields(writer.u8(0), fields);
  }

  private static Consumer<ScaleWriter> variant(int field) {
    return writer -> fields(writer.u8(1).compact(1).text("Some"), field).u8(0).compact(0);
  }

  private static ScaleWriter fields(ScaleWriter writer, int... types) {
    writer.compact(types.length);
    for (int type : types) {
      writer.u8(1).text("field").compact(type).u8(1).text("Type").compact(0);
    }
    return writer;
  }

  private static Consumer<ScaleWriter> sequence(int item) {
    return writer -> writer.u8(2).compact(item);
  }

  private static Consumer<ScaleWriter> array(int length, int item) {
    return writer -> writer.u8(3).u32(length).compact(item);
  }

  private static Consumer<ScaleWriter> tuple(int... items) {
    return writer ->
        writer.u8(4).list(IntStream.of(items).boxed().toList(), (out, item) -> out.compact(item));
  }

  private static Consumer<ScaleWriter> compact(int number) {
    return writer -> writer.u8(6).compact(number);
  }

  private static Consumer<ScaleWriter> bits(int word) {
    return writer -> writer.u8(7).compact(word).compact(word);
  }
}
