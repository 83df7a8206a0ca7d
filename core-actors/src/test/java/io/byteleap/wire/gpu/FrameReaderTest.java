package io.byteleap.wire.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.gpu.FrameReader.Broken;
import io.byteleap.wire.gpu.FrameReader.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
  private static final int SIZE_MAX = 50_000;

  @Test
  void frame_hasItsLengthInFront_littleEndian() {
    assertThat(FrameReader.frame(Bytes.ofText("{}")).toArray())
        .isEqualTo(HexFormat.of().parseHex("020000007b7d"));
  }

  @Test
  void stream_inWhateverPieces_givesTheSameFrames() {
    Seeds.check(
        500,
        random -> {
          List<Bytes> contents =
              IntStream.range(0, random.nextInt(1, 6))
                  .mapToObj(
                      _ -> {
                        var content =
                            new byte[random.nextInt(1, random.nextBoolean() ? 20 : SIZE_MAX)];
                        random.nextBytes(content);
                        return Bytes.copyOf(content);
                      })
                  .toList();
          byte[] stream = stream(contents);
          var reader = FrameReader.upTo(SIZE_MAX);
          List<Bytes> read = new ArrayList<>();

          int pieceMax = random.nextInt(1, 3) * random.nextInt(1, stream.length + 1);
          for (int from = 0; from < stream.length; ) {
            int length = Math.min(stream.length - from, random.nextInt(0, pieceMax + 1));
            var fed = reader.feed(ByteBuffer.wrap(stream, from, length));
            read.addAll(((Frames) fed).contents());
            from += length;
          }

          assertThat(read).isEqualTo(contents);
          assertThat(reader.isBetweenFrames()).isTrue();
        });
  }

  @Test
  void stream_byteByByte_givesTheSameFrames() {
    var contents = List.of(Bytes.ofText("{}"), Bytes.ofText("{\"a\":1}"));
    var reader = FrameReader.upTo(SIZE_MAX);
    List<Bytes> read = new ArrayList<>();

    for (byte next : stream(contents)) {
      read.addAll(((Frames) reader.feed(ByteBuffer.wrap(new byte[] {next}))).contents());
    }

    assertThat(read).isEqualTo(contents);
  }

  @Test
  void frameThatIsTooLong_orEmpty_breaksTheStream() {
    for (String length : new String[] {"51c30000", "ffffffff", "00000080", "00000000"}) {
      var reader = FrameReader.upTo(SIZE_MAX);

      assertThat(reader.feed(ByteBuffer.wrap(HexFormat.of().parseHex(length))))
          .isInstanceOf(Broken.class);
      assertThat(reader.feed(ByteBuffer.wrap(stream(List.of(Bytes.ofText("{}"))))))
          .isInstanceOf(Broken.class);
      assertThat(reader.isBetweenFrames()).isFalse();
    }
  }

  @Test
  void longestFrame_isRead() {
    var content = Bytes.copyOf(new byte[SIZE_MAX]);

    assertThat(FrameReader.upTo(SIZE_MAX).feed(FrameReader.frame(content).asBuffer()))
        .isEqualTo(new Frames(List.of(content)));
  }

  @Test
  void stream_thatEndsInAFrame_isNotBetweenFrames() {
    var reader = FrameReader.upTo(SIZE_MAX);

    assertThat(reader.feed(ByteBuffer.wrap(new byte[] {2, 0, 0, 0, '{'})))
        .isEqualTo(new Frames(List.of()));
    assertThat(reader.isBetweenFrames()).isFalse();
  }

  /// An announced length alone costs nothing: what is kept follows what came.
  @Test
  void stream_anyMutant_givesFramesOrBreaks() {
    var corpus =
        List.of(
            stream(List.of(Bytes.ofText("{\"success\":true}"), Bytes.ofText("{\"a\":\"b\"}"))),
            new byte[] {0, 0, 0, 1, '{', '}'},
            new byte[] {-1, -1, -1, 0, '{', '}'});
    Fuzz.bytes(
        corpus,
        mutant -> {
          var reader = FrameReader.upTo(GpuAnswerCodec.CONTENT_SIZE_MAX);
          reader.feed(ByteBuffer.wrap(mutant, 0, mutant.length / 2));
          reader.feed(
              ByteBuffer.wrap(mutant, mutant.length / 2, mutant.length - mutant.length / 2));
        });
  }

  private static byte[] stream(List<Bytes> contents) {
    var stream = new ByteArrayOutputStream();
    contents.forEach(content -> stream.writeBytes(FrameReader.frame(content).toArray()));
    return stream.toByteArray();
  }
}
