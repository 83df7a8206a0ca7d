package io.byteleap.wire.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.RefusedConfigUpdate;
import io.byteleap.wire.hub.HubMessage.RefusedKeys;
import io.byteleap.wire.hub.HubMessage.RefusedPart;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubMessage.UnreadableTask;
import io.byteleap.wire.hub.HubReport.Ack;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HubMessageCodecTest {
  @ParameterizedTest
  @ValueSource(strings = {"-1", "1e300", "NaN", "Infinity", "1.000001", "-1e-9", "null", "'x'"})
  void leaseScore_thatIsNone_isRefusedByName_andTheOthersCount(String score) {
    var message =
        (LeasePublish)
            read(
                HubType.LEASE_PUBLISH,
                "{'workerScores':[{'workerKey':'5F:a','score':%s},{'workerKey':'5F:b','score':1}]}"
                    .formatted(score));

    assertThat(message.leases()).containsExactly(lease("5F:b", 1));
    assertThat(message.refused())
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.where()).isEqualTo(Label.of("workerScores[0]"));
              assertThat(part.why().value()).contains("score");
            });
  }

  @Test
  void leases_ofOneWorker_lastOneCounts() {
    var message =
        (LeasePublish)
            read(
                HubType.LEASE_PUBLISH,
                "{'full':true,'workerScores':[{'workerKey':'5F:a','score':1},"
                    + "{'workerKey':'5F:a','score':0}]}");

    assertThat(message)
        .isEqualTo(new LeasePublish(Coverage.FULL, List.of(lease("5F:a", 0)), List.of()));
    assertThat(message.leases().getFirst().isIdle()).isTrue();
  }

  @Test
  void publishedLease_givesTermsThatEnd() {
    var until = Samples.T0.plus(Duration.ofHours(1));
    var terms = lease("5F:a", 0.25).terms(new LeaseId("l-1"), until);

    assertThat(terms.storedAt(Samples.T0))
        .isEqualTo(
            new Lease(
                new LeaseId("l-1"),
                terms.worker(),
                PublishedLease.SOURCE,
                LeaseScore.of(0.25),
                Samples.T0,
                until));
  }

  @Test
  void leasePublication_withoutAList_isRefused() {
    assertThat(decode(HubType.LEASE_PUBLISH, "{}"))
        .isEqualTo(new Decoded.Refused<>(Label.of("workerScores: is required")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "validation.challenge_interval | 0",
        "validation.challenge_interval | 240.0",
        "validation.challenge_interval | true",
        "validation.challenge_interval | '240'",
        "validation.challenge_timeout | 301",
        "validation.challenge_type | 'quantum'",
        "validation.verification_concurrent | 0",
        "validation.verification_concurrent | -2",
        "validation.participation_rate_threshold | 0.05",
        "validation.cpu.matrix_size | 99",
        "validation.cpu.size_variance | 0.6",
        "validation.cpu.verification.row_verification_count | 0",
        "validation.gpu.matrix_size | 65537",
        "validation.gpu.model_allowlist | 'H100'",
        "validation.gpu.model_allowlist | ['']",
        "validation.gpu.verification.abs_tolerance | 0",
        "validation.gpu.verification.rel_tolerance | NaN",
        "validation.gpu.verification.success_rate_threshold | 0.4",
        "validation.proof_queue_max_size | 10",
        "validation.unheard_of | 1",
        "validation.cpu | 1",
        "validation.cpu.verification | []",
        "weight_management.score_weights.lease_weight | 1.1",
        "weight_management.score_weights.lease_weight | null",
        "weight_management.availability.window_hours | 1"
      })
  void configUpdate_withOneBadKey_isRefusedAsAWhole_namingIt(String path, String value) {
    var message = read(HubType.CONFIG_UPDATE, update(path, value.replace("\"", "'")));

    assertThat(message)
        .isInstanceOfSatisfying(
            RefusedConfigUpdate.class,
            refused ->
                assertThat(((RefusedKeys) refused.why()).keys())
                    .extracting(RefusedPart::where)
                    .containsExactly(Label.of(path)));
  }

  @Test
  void configUpdate_badBesideGood_takesNothing_andTheAckNamesIt() {
    var message =
        (RefusedConfigUpdate)
            read(
                HubType.CONFIG_UPDATE,
                "{'payload':{'validation':{'challenge_interval':300,'challenge_timeout':0}}}");

    var ack = Ack.failed(new MessageId("m"), message);

    assertThat(ack.details().toSortedText())
        .isEqualTo(
            """
            {"error": "refused_keys", "refused_keys": [{"error": "validation.challenge_timeout: \
            must be an integer of 1 to 300", "key": "validation.challenge_timeout"}]}\
            """);
  }

  @Test
  void configUpdate_withoutPayload_isRefused_withATextToAnswer() {
    var message = (RefusedConfigUpdate) read(HubType.CONFIG_UPDATE, "{'payload':[]}");

    assertThat(Ack.failed(new MessageId("m"), message).details().toText())
        .isEqualTo("{\"error\":\"payload: must be an object\"}");
  }

  /// One setting for every key there is.
  @Test
  void configUpdate_ofEveryKey_goesThereAndBack() {
    var settings = Arrays.stream(PolicyKey.values()).map(HubMessageCodecTest::settingOf).toList();

    assertGoesThereAndBack(new ConfigUpdate(settings));
  }

  @Test
  void allowlistOfNull_allowsEveryModel() {
    assertThat(read(HubType.CONFIG_UPDATE, update("validation.gpu.model_allowlist", "null")))
        .isEqualTo(
            new ConfigUpdate(
                List.of(new PolicySetting.Names(PolicyKey.GPU_MODEL_ALLOWLIST, List.of()))));
  }

  @Test
  void otherMessages_goThereAndBack() {
    var payload = JsonObject.builder().put("cpu", 2).build();
    assertGoesThereAndBack(
        new TaskPublish(
            new HubTask("t-1", "x", new HubTask.AnyWorker(), payload, -3, HubTask.LIFE_MAX)));
    assertGoesThereAndBack(
        new LeasePublish(Coverage.FULL, List.of(lease("5F:a:b", 0.125)), List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'ttl':0",
        "'ttl':-1",
        "'ttl':9223372036854775807",
        "'priority':2147483648",
        "'workerKey':'nocolon'",
        "'payload':[]",
        "'taskType':'a b'"
      })
  void task_thatNamesItsKeyAndIsBad_isUnreadable_andAcknowledgedAsFailed(String field) {
    var message = read(HubType.TASK_PUBLISH, "{'taskKey':'t-1'," + field + "}");

    assertThat(message)
        .isInstanceOfSatisfying(
            UnreadableTask.class,
            task -> {
              assertThat(task.taskKey()).isEqualTo(Label.of("t-1"));
              assertThat(Ack.failed(new MessageId("m"), task).status())
                  .isEqualTo(HubReport.Status.FAILED);
            });
  }

  @Test
  void task_withoutAKey_isRefused() {
    assertThat(decode(HubType.TASK_PUBLISH, "{'taskType':'x'}"))
        .isEqualTo(new Decoded.Refused<>(Label.of("taskKey: is required")));
  }

  @Test
  void ownKindsOfMessage_areNotForUs() {
    assertThat(decode(HubType.HEARTBEAT, "{}"))
        .isEqualTo(new Decoded.Refused<>(Label.of("type: not for a validator: MESH_HEARTBEAT_V1")));
  }

  private static PolicySetting settingOf(PolicyKey key) {
    return switch (key) {
      case CHALLENGE_TYPE -> new PolicySetting.Word(key, "gpu_matrix");
      case GPU_MODEL_ALLOWLIST -> new PolicySetting.Names(key, List.of("H100", "H200"));
      case VERIFICATION_CONCURRENT -> new PolicySetting.Count(key, -1);
      case PARTICIPATION_RATE_THRESHOLD,
          CPU_SIZE_VARIANCE,
          CPU_ROWS_VARIANCE,
          GPU_SIZE_VARIANCE,
          GPU_COORDINATES_VARIANCE,
          GPU_ROWS_VARIANCE,
          GPU_ROW_SAMPLE_RATE,
          GPU_ABS_TOLERANCE,
          GPU_REL_TOLERANCE,
          GPU_SUCCESS_RATE_THRESHOLD,
          LEASE_WEIGHT,
          CHALLENGE_WEIGHT ->
          new PolicySetting.Fraction(key, 0.5);
      case CPU_MATRIX_SIZE, GPU_MATRIX_SIZE -> new PolicySetting.Count(key, 2_000);
      case CHALLENGE_INTERVAL,
          CHALLENGE_TIMEOUT,
          RANKING_WINDOW_MINUTES,
          VERIFICATION_INTERVAL,
          CPU_ITERATIONS,
          CPU_ROWS,
          GPU_ITERATIONS,
          GPU_COORDINATES,
          GPU_ROWS ->
          new PolicySetting.Count(key, 7);
    };
  }

  /// Compared as it is written: a number that was read and one that was put differ in memory.
  private static void assertGoesThereAndBack(HubMessage.Understood message) {
    var type = HubMessageCodec.typeOf(message);
    var plaintext = HubMessageCodec.encode(message);

    assertThat(HubMessageCodec.decode(type.messageType(), plaintext))
        .isInstanceOfSatisfying(
            Decoded.Read.class,
            read -> {
              var again = (HubMessage.Understood) read.value();
              assertThat(HubMessageCodec.typeOf(again)).isEqualTo(type);
              assertThat(HubMessageCodec.encode(again)).isEqualTo(plaintext);
            });
  }

  /// `{payload:{a:{b:{c:value}}}}` for the path `a.b.c`.
  private static String update(String path, String value) {
    String[] names = path.split("\\.", -1);
    String opening = String.join("", Arrays.stream(names).map(n -> "{'" + n + "':").toList());
    return "{'payload':" + opening + value + "}".repeat(names.length + 1);
  }

  private static PublishedLease lease(String key, double score) {
    return new PublishedLease(WorkerKey.parse(key), LeaseScore.of(score));
  }

  private static HubMessage read(HubType type, String jsonInSingleQuotes) {
    return switch (decode(type, jsonInSingleQuotes)) {
      case Decoded.Read<HubMessage>(var message) -> message;
      case Decoded.Refused<HubMessage>(var why) -> throw new AssertionError(why.value());
    };
  }

  private static Decoded<HubMessage> decode(HubType type, String jsonInSingleQuotes) {
    return HubMessageCodec.decode(
        type.messageType(), Bytes.ofText(jsonInSingleQuotes.replace('\'', '"')));
  }
}
