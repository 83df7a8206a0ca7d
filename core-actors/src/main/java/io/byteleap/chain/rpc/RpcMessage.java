package io.byteleap.chain.rpc;

import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;

/// What a text frame of a node means. Any text is one of these.
sealed interface RpcMessage {
  /// Bytes that a message may have. Nodes answer with at most 15 MiB unless told otherwise; the
  /// largest that is asked of them are the metadata, of less than one.
  int SIZE_MAX = 16 << 20;

  Json JSON = Json.upTo(SIZE_MAX);

  /// The answer to the request with this id.
  record Response(long id, RpcResult result) implements RpcMessage {}

  /// An item for the subscription of this name.
  record Notice(String subscription, RpcValue value) implements RpcMessage {}

  /// The node ends the subscription of this name.
  record Stop(String subscription, Failed why) implements RpcMessage {}

  /// JSON that says nothing to us.
  record Senseless(Label why) implements RpcMessage {}

  /// Not JSON, or beyond the bounds.
  record Garbage(Label why) implements RpcMessage {}

  static RpcMessage read(String text) {
    JsonObject message;
    try {
      message = JSON.parse(text);
    } catch (JsonProblem e) {
      return new Garbage(Label.of(String.valueOf(e.getMessage())));
    }
    try {
      return message.has("method") ? notification(message.object("params")) : response(message);
    } catch (JsonProblem e) {
      return new Senseless(Label.of(String.valueOf(e.getMessage())));
    }
  }

  private static RpcMessage notification(JsonObject params) {
    String subscription = name(params, "subscription");
    return params.has("result")
        ? new Notice(subscription, new RpcValue(params))
        : new Stop(subscription, failure(params));
  }

  /// Subscriptions are named by texts, and by numbers in older nodes.
  static String name(JsonObject object, String field) {
    try {
      return object.literal(field);
    } catch (JsonProblem notAText) {
      return Long.toString(object.integer(field));
    }
  }

  private static RpcMessage response(JsonObject message) {
    long id = message.integer("id");
    if (message.has("error")) {
      return new Response(id, failureOrGarbled(message));
    }
    return new Response(
        id,
        message.has("result")
            ? new Answered(new RpcValue(message))
            : Unreachable.of(Absence.GARBLED, "neither a result nor an error"));
  }

  private static RpcResult failureOrGarbled(JsonObject message) {
    try {
      return failure(message);
    } catch (JsonProblem e) {
      return Unreachable.of(Absence.GARBLED, String.valueOf(e.getMessage()));
    }
  }

  private static Failed failure(JsonObject message) {
    var error = message.object("error");
    return new Failed(error.integer("code"), Label.of(error.literal("message")), data(error));
  }

  private static Label data(JsonObject error) {
    try {
      return error.optionalText("data").map(Label::of).orElse(Label.NONE);
    } catch (JsonProblem notAText) {
      return Label.NONE;
    }
  }
}
