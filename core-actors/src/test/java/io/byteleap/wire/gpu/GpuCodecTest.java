package io.byteleap.wire.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Fuzz;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.gpu.GpuAnswer.Cleared;
import io.byteleap.wire.gpu.GpuAnswer.Computed;
import io.byteleap.wire.gpu.GpuAnswer.Coordinates;
import io.byteleap.wire.gpu.GpuAnswer.Failed;
import io.byteleap.wire.gpu.GpuAnswer.Info;
import io.byteleap.wire.gpu.GpuAnswer.Pong;
import io.byteleap.wire.gpu.GpuAnswer.PoolAdjusted;
import io.byteleap.wire.gpu.GpuAnswer.Row;
import io.byteleap.wire.gpu.GpuAnswer.Rows;
import io.byteleap.wire.gpu.GpuCommand.AdjustPool;
import io.byteleap.wire.gpu.GpuCommand.AllUnits;
import io.byteleap.wire.gpu.GpuCommand.ClearResults;
import io.byteleap.wire.gpu.GpuCommand.GetCoordinates;
import io.byteleap.wire.gpu.GpuCommand.GetInfo;
import io.byteleap.wire.gpu.GpuCommand.GetRows;
import io.byteleap.wire.gpu.GpuCommand.OneUnit;
import io.byteleap.wire.gpu.GpuCommand.Ping;
import io.byteleap.wire.gpu.GpuCommand.Submit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GpuCodecTest {
  private static final UnitId GPU = new UnitId("GPU-11111111-2222-3333-4444-555555555555");
  private static final MatrixSeed SEED = new MatrixSeed("00112233445566778899aabbccddeeff");
  private static final List<String> HASHES =
      IntStream.range(0, 128).mapToObj("%016x"::formatted).toList();
  private static final GpuTask TASK =
      new GpuTask(SEED, new GpuTask.AllGpus(), 128, new GpuTask.Iterations(3));
  private static final GpuUnitResult RESULT =
      new GpuUnitResult(
          0,
          new Commitment(
              GPU, MerkleTree.of(HASHES).root(), new Commitment.Signature(1, "ab".repeat(64))),
          new GpuUnitResult.Work(12.5, 3, Label.of("v")),
          HASHES);
  private static final GetCoordinates COORDINATES =
      new GetCoordinates(GPU, List.of(new Coordinate(0, 1), new Coordinate(127, 0)));
  private static final GetRows ROWS = new GetRows(GPU, List.of(5, 2));

  private static final GpuDevice DEVICE =
      new GpuDevice(
          GPU,
          0,
          new GpuDevice.Model(
              Label.of("NVIDIA H100 80GB HBM3"),
              Label.of("Hopper"),
              new GpuDevice.Capability(9, 0),
              true,
              new GpuDevice.Cores(132, 16_896)),
          new GpuDevice.Memory(85_520_809_984L, 84_000_000_000L, 5_120, 3_352.3),
          new GpuDevice.Speed(1_980, 2_619, 989.5, 66.9));

  record Exchange(GpuCommand command, GpuAnswer answer) {}

  static Stream<Exchange> exchanges() {
    return Stream.of(
        new Exchange(new Ping(), new Pong(Label.of("0.2.3"))),
        new Exchange(
            new GetInfo(),
            new Info(Label.of("0.2.3"), Label.of("570"), Label.of("12.8"), List.of(DEVICE))),
        new Exchange(new Submit(TASK), new Computed(List.of(RESULT))),
        new Exchange(COORDINATES, new Coordinates(GPU, Numbers.of(0.5, -1.25))),
        new Exchange(
            ROWS,
            new Rows(
                GPU,
                3,
                List.of(
                    new Row(5, Numbers.of(1.0, 2.0, 3.0)),
                    new Row(2, Numbers.of(0.0, -0.5, 2.25))))),
        new Exchange(new ClearResults(new AllUnits()), new Cleared(8)),
        new Exchange(new ClearResults(new OneUnit(GPU)), new Cleared(1)),
        new Exchange(new AdjustPool(4), new PoolAdjusted(4)),
        new Exchange(
            new Submit(
                new GpuTask(
                    SEED, new GpuTask.OneGpu(3), 65_536, new GpuTask.For(Duration.ofMillis(250)))),
            new Failed(GpuErrorCode.BAD_TARGET, Label.of("no such GPU"))),
        new Exchange(
            COORDINATES,
            new Failed(
                GpuErrorCode.NO_RESULT,
                Label.of("No cached result available for GPU " + GPU.value()))));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void commandAndAnswer_goThereAndBack(Exchange exchange) {
    var command = exchange.command();

    assertThat(GpuCommandCodec.decode(GpuCommandCodec.encode(command)))
        .isEqualTo(new Decoded.Read<>(command));
    assertThat(GpuAnswerCodec.decode(command, GpuAnswerCodec.encode(exchange.answer())))
        .isEqualTo(new Decoded.Read<>(exchange.answer()));
  }

  @Test
  void commands_areWrittenAsTheServerReadsThem() {
    assertThat(text(GpuCommandCodec.encode(new Submit(TASK))))
        .isEqualTo(
            """
            {"command":"submit_challenge","task":{"seed":"00112233445566778899aabbccddeeff",\
            "target_gpu_id":-1,"matrix_size":128,"mode":0,"matrix_iterations":3}}\
            """);
    assertThat(text(GpuCommandCodec.encode(COORDINATES)))
        .isEqualTo(
            "{\"command\":\"get_result_coords\",\"gpu_uuid\":\"%s\",\"queries\":[[0,1],[127,0]]}"
                .formatted(GPU.value()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Server busy, please try again later | -1 | BUSY",
        "Challenge task rejected - another computation in progress | -1 | COMPUTING",
        "Failed to initialize GPU compute contexts | -1 | NO_CONTEXT",
        "No cached result available for GPU x | -8 | NO_RESULT",
        "Unknown command | 0 | UNKNOWN_COMMAND",
        "Missing command field | 0 | MISSING_COMMAND",
        "Invalid JSON format | 0 | INVALID_JSON",
        "Each query must be [row, col] array | -8 | BAD_PARAMETER",
        "x | -3 | BAD_TARGET",
        "x | -2 | NO_ACTIVE_GPU",
        "x | 77 | OTHER"
      })
  void error_hasItsName(String error, int number, GpuErrorCode code) {
    var text =
        "{'success':false,'error':'%s','error_code':%d}"
            .formatted(error, number)
            .replace('\'', '"');

    assertThat(GpuAnswerCodec.decode(new Ping(), Bytes.ofText(text)))
        .isEqualTo(new Decoded.Read<>(new Failed(code, Label.of(error))));
    assertThat(code.isPassing())
        .isEqualTo(code == GpuErrorCode.BUSY || code == GpuErrorCode.COMPUTING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'gpu_uuid':'GPU-other','values':[1,2]",
        "'values':[1]",
        "'values':[1,2,3]",
        "'values':[1,NaN]",
        "'values':[1,Infinity]",
        "'values':[1,1e400]",
        "'values':{}",
        "'x':1"
      })
  void coordinates_thatAreNotThoseAskedFor_areRefused(String fields) {
    assertRefused(COORDINATES, "{'success':true," + fields + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'matrix_size':2,'rows':{'5':[1,2]}",
        "'matrix_size':2,'rows':{'5':[1,2],'2':[1]}",
        "'matrix_size':0,'rows':{'5':[],'2':[]}",
        "'matrix_size':2,'rows':{'5':[1,2],'2':[1,NaN]}",
        "'matrix_size':2,'rows':[]",
        "'rows':{'5':[1],'2':[1]}"
      })
  void rows_thatAreNotThoseAskedFor_areRefused(String fields) {
    assertRefused(ROWS, "{'success':true," + fields + "}");
  }

  @Test
  void result_thatDoesNotMakeUpTheMatrix_isRefused() {
    var other = new GpuTask(SEED, new GpuTask.AllGpus(), 129, new GpuTask.Iterations(1));
    var content = GpuAnswerCodec.encode(new Computed(List.of(RESULT)));

    assertThat(GpuAnswerCodec.decode(new Submit(other), content))
        .isEqualTo(new Decoded.Refused<>(Label.of("row_hashes: are 128 of a matrix of 129 rows")));
  }

  @Test
  void result_withoutASignature_orOfNoGpu_orTwice_isRefused() {
    String content = text(GpuAnswerCodec.encode(new Computed(List.of(RESULT))));
    for (var change :
        Map.of(
                "\"sig_ver\":1",
                "\"sig_ver\":0",
                GPU.value(),
                "-1",
                "\"0000000000000001\"",
                "\"000000000000000G\"",
                "12.5",
                "NaN")
            .entrySet()) {
      assertRefused(new Submit(TASK), content.replace(change.getKey(), change.getValue()));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Computed(List.of(RESULT, RESULT)));
  }

  @Test
  void result_opensTheRowsAskedFor() {
    var tree = RESULT.tree();
    var proof = RESULT.opens(tree, List.of(127, 0), Numbers.of(1.5));

    assertThat(proof.unit()).isEqualTo(GPU);
    assertThat(proof.rowHashes()).containsExactly(HASHES.get(127), HASHES.get(0));
    assertThat(proof.paths())
        .allSatisfy(
            path -> assertThat(path.leadsTo(RESULT.commitment().root(), HASHES.size())).isTrue());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RESULT.opens(tree, List.of(128), Numbers.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'command':'save_result','gpu_uuid':'x','file_path':'/etc/passwd'}",
        "{'command':'get_result_coords','gpu_uuid':'x','queries':[]}",
        "{'command':'get_result_coords','gpu_uuid':'x','queries':[[1]]}",
        "{'command':'get_result_coords','gpu_uuid':'x','queries':[[1,-1]]}",
        "{'command':'get_result_rows','gpu_uuid':'x','row_indices':[1,1]}",
        "{'command':'get_result_rows','gpu_uuid':'x','row_indices':[65536]}",
        "{'command':'submit_challenge','task':{'seed':'','matrix_size':128}}",
        "{'command':'submit_challenge','task':{'seed':'00112233445566778899aabbccddeeff',"
            + "'matrix_size':127}}",
        "{'command':'submit_challenge','task':{'seed':'00112233445566778899aabbccddeeff',"
            + "'mode':1,'target_duration_sec':601}}",
        "{'command':'submit_challenge','task':{'seed':'00112233445566778899aabbccddeeff',"
            + "'matrix_iterations':100001}}",
        "{'command':'adjust_gpu_pool','target_count':65}",
        "{}"
      })
  void command_outsideItsBounds_isRefused(String json) {
    assertThat(GpuCommandCodec.decode(Bytes.ofText(json.replace('\'', '"'))))
        .isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void timeouts_areThoseOfTheProtocol() {
    assertThat(GpuCommand.timeoutOf(new Ping())).isEqualTo(Duration.ofSeconds(5));
    assertThat(GpuCommand.timeoutOf(new GetInfo())).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void device_saysWhetherItCanCompute_andTravelsOnWithTheFieldsOfTheProtocol() {
    assertThat(DEVICE.model().capability().isEnough()).isTrue();
    assertThat(new GpuDevice.Capability(7, 5).isEnough()).isFalse();
    assertThat(DEVICE.toJson().names()).hasSize(16);
  }

  @Test
  void answer_anyMutant_isReadOrRefused() {
    List<byte[]> corpus = new ArrayList<>();
    exchanges().forEach(exchange -> corpus.add(GpuAnswerCodec.encode(exchange.answer()).toArray()));
    var commands = exchanges().map(Exchange::command).toList();
    Fuzz.bytes(
        corpus,
        mutant -> {
          var content = Bytes.copyOf(mutant);
          commands.subList(0, 5).forEach(command -> GpuAnswerCodec.decode(command, content));
        });
  }

  @Test
  void command_anyMutant_isReadOrRefused() {
    List<byte[]> corpus = new ArrayList<>();
    exchanges()
        .forEach(exchange -> corpus.add(GpuCommandCodec.encode(exchange.command()).toArray()));
    Fuzz.bytes(corpus, mutant -> GpuCommandCodec.decode(Bytes.copyOf(mutant)));
  }

  private static void assertRefused(GpuCommand command, String json) {
    assertThat(GpuAnswerCodec.decode(command, Bytes.ofText(json.replace('\'', '"'))))
        .isInstanceOf(Decoded.Refused.class);
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
