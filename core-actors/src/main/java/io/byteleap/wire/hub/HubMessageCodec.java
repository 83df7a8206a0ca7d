package io.byteleap.wire.hub;

import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.NoPayload;
import io.byteleap.wire.hub.HubMessage.RefusedConfigUpdate;
import io.byteleap.wire.hub.HubMessage.RefusedPart;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubMessage.TokenAnswer;
import io.byteleap.wire.hub.HubMessage.TokenDeclined;
import io.byteleap.wire.hub.HubMessage.TokenGranted;
import io.byteleap.wire.hub.HubMessage.TokenLater;
import io.byteleap.wire.hub.HubMessage.UnreadableTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Plaintext and message, for what the hub says.
///
/// Unknown kinds of message are refused by name and want no acknowledgement. A task without a key
/// is refused likewise; with a key and something else wrong it is an [UnreadableTask], and a
/// configuration that cannot be taken is a [RefusedConfigUpdate]: those are acknowledged as failed.
public final class HubMessageCodec {
  private static final Json JSON = Json.upTo(HubFrameCodec.FRAME_SIZE_MAX);

  /// 256 miners of 100 workers, twice.
  private static final int LEASES_MAX = 51_200;

  private static final int REFUSED_MAX = 64;

  /// Seconds until a token may be asked for again: at most, and when nothing is said.
  private static final int RETRY_MAX = 3_600;

  private static final int RETRY_USUAL = 5;

  private HubMessageCodec() {}

  public static Decoded<HubMessage> decode(MessageType type, Bytes plaintext) {
    return Decoded.of(() -> read(type, JSON.parse(plaintext.toArray())));
  }

  private static HubMessage read(MessageType type, JsonObject json) {
    return switch (HubType.of(type).orElseThrow(() -> HubFrameCodec.unknown(type))) {
      case LEASE_PUBLISH -> readLeases(json);
      case CONFIG_UPDATE -> readConfig(json);
      case TASK_PUBLISH -> readTask(json);
      case TOKEN_ANSWER -> readToken(json);
      case SESSION_INIT,
          SESSION_INIT_RESPONSE,
          ERROR,
          HEARTBEAT,
          RESOURCE_REPORT,
          SCORE_REPORT,
          ACK,
          TOKEN_REQUEST ->
          throw new JsonProblem("type", "not for a validator: " + type);
    };
  }

  private static LeasePublish readLeases(JsonObject json) {
    var items = json.objects("workerScores");
    if (items.size() > LEASES_MAX) {
      throw new JsonProblem("workerScores", "more than " + LEASES_MAX);
    }
    var coverage = json.has("full") && json.flag("full") ? Coverage.FULL : Coverage.DELTA;
    var leases = new LinkedHashMap<WorkerKey, PublishedLease>();
    var refused = new ArrayList<RefusedPart>();
    for (int i = 0; i < items.size(); i++) {
      var item = items.get(i);
      switch (Decoded.of(() -> readLease(item))) {
        case Decoded.Read<PublishedLease>(var lease) -> leases.put(lease.key(), lease);
        case Decoded.Refused<PublishedLease>(var why) -> {
          if (refused.size() < REFUSED_MAX) {
            refused.add(new RefusedPart(Label.of("workerScores[" + i + "]"), why));
          }
        }
      }
    }
    return new LeasePublish(coverage, List.copyOf(leases.values()), refused);
  }

  private static PublishedLease readLease(JsonObject item) {
    return new PublishedLease(
        WorkerKey.parse(item.text("workerKey")), LeaseScore.of(item.number("score")));
  }

  private static HubMessage readConfig(JsonObject json) {
    return switch (Decoded.of(() -> json.object("payload"))) {
      case Decoded.Read<JsonObject>(var payload) -> PolicyReader.read(payload);
      case Decoded.Refused<JsonObject>(var why) -> new RefusedConfigUpdate(new NoPayload(why));
    };
  }

  private static HubMessage readTask(JsonObject json) {
    String key = json.text("taskKey");
    return switch (Decoded.of(() -> readTask(key, json))) {
      case Decoded.Read<HubTask>(var task) -> new TaskPublish(task);
      case Decoded.Refused<HubTask>(var why) -> new UnreadableTask(Label.of(key), why);
    };
  }

  private static HubTask readTask(String key, JsonObject json) {
    var target =
        json.optionalText("workerKey")
            .<HubTask.Target>map(text -> new HubTask.OneWorker(WorkerKey.parse(text)))
            .orElse(new HubTask.AnyWorker());
    return new HubTask(
        key,
        json.optionalText("taskType").orElse(HubTask.VM_CREATION),
        target,
        json.optionalObject("payload").orElse(JsonObject.EMPTY),
        json.optionalInteger("priority").map(HubMessageCodec::priority).orElse(0),
        json.optionalInteger("ttl").map(Duration::ofMillis).orElse(HubTask.LIFE_MAX));
  }

  private static TokenAnswer readToken(JsonObject json) {
    return new TokenAnswer(new MessageId(json.text("requestId")), readOutcome(json));
  }

  private static HubMessage.TokenOutcome readOutcome(JsonObject json) {
    if (json.integer("code") != 0) {
      return new TokenDeclined(Label.of(json.optionalText("error_message").orElse("")));
    }
    return EnrolGrant.read(json)
        .<HubMessage.TokenOutcome>map(TokenGranted::new)
        .orElseGet(
            () ->
                new TokenLater(
                    Duration.ofSeconds(
                        json.integerWithinOr("try_again_in_sec", 1, RETRY_MAX, RETRY_USUAL))));
  }

  private static int priority(long value) {
    if (value != (int) value) {
      throw new JsonProblem("priority", "must be an integer of 32 bits");
    }
    return (int) value;
  }

  public static Bytes encode(HubMessage.Understood message) {
    return Bytes.ofText(write(message).toSortedText());
  }

  public static HubType typeOf(HubMessage.Understood message) {
    return switch (message) {
      case LeasePublish _ -> HubType.LEASE_PUBLISH;
      case ConfigUpdate _ -> HubType.CONFIG_UPDATE;
      case TaskPublish _ -> HubType.TASK_PUBLISH;
      case TokenAnswer _ -> HubType.TOKEN_ANSWER;
    };
  }

  private static JsonObject write(HubMessage.Understood message) {
    return switch (message) {
      case LeasePublish publish -> write(publish);
      case ConfigUpdate(var settings) ->
          JsonObject.builder().put("payload", PolicyWriter.write(settings)).build();
      case TaskPublish(var task) -> write(task);
      case TokenAnswer(var requestId, var outcome) ->
          JsonObject.builder().put("requestId", requestId.value()).putAll(write(outcome)).build();
    };
  }

  private static JsonObject write(LeasePublish publish) {
    var json =
        JsonObject.builder()
            .putObjects(
                "workerScores",
                publish.leases().stream()
                    .map(
                        lease ->
                            JsonObject.builder()
                                .put("workerKey", lease.key().text())
                                .put("score", lease.score().toDouble())
                                .build())
                    .toList());
    return switch (publish.coverage()) {
      case DELTA -> json.build();
      case FULL -> json.put("full", true).build();
    };
  }

  private static JsonObject write(HubMessage.TokenOutcome outcome) {
    return switch (outcome) {
      case TokenGranted(var grant) ->
          JsonObject.builder().put("code", 0).putAll(grant.toJson()).build();
      case TokenLater(var tryAgainIn) ->
          JsonObject.builder()
              .put("code", 0)
              .put("try_again_in_sec", tryAgainIn.toSeconds())
              .build();
      case TokenDeclined(var why) ->
          JsonObject.builder().put("code", 1).put("error_message", why.value()).build();
    };
  }

  private static JsonObject write(HubTask task) {
    var json =
        JsonObject.builder()
            .put("taskKey", task.key())
            .put("taskType", task.type())
            .put("payload", task.payload())
            .put("priority", task.priority())
            .put("ttl", task.life().toMillis());
    return switch (task.target()) {
      case HubTask.AnyWorker() -> json.build();
      case HubTask.OneWorker(var key) -> json.put("workerKey", key.text()).build();
    };
  }
}
