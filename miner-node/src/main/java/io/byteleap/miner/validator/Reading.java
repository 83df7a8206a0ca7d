package io.byteleap.miner.validator;

import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.AnswerCodec;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.PlainError;
import io.byteleap.wire.validator.SealedPackage;
import io.byteleap.wire.validator.SynapseType;
import java.time.Instant;
import java.util.Set;

/// What a validator's response to one call means.
sealed interface Reading {
  /// The session works; `next` is its state now.
  record Conversed(SecureSession next, CallResult result) implements Reading {}

  /// The session is no good any more; a new one may be.
  record SessionBroken(ErrorCode code, String says) implements Reading {}

  record Refused(int code, String says) implements Reading {}

  record Unreachable(String cause) implements Reading {}

  /// Codes with which a validator says that it cannot use the session.
  Set<Integer> BROKEN =
      Set.of(
          ErrorCode.SEQUENCE_ERROR.number(),
          ErrorCode.SESSION_EXPIRED.number(),
          ErrorCode.SESSION_UNKNOWN.number(),
          ErrorCode.REHANDSHAKE_REQUIRED.number());

  int SERVER_ERROR = 500;

  /// The response to a call of kind `type` that was sealed in `session`.
  static Reading of(
      SynapseClient.Result result, SynapseType type, SecureSession session, Instant now) {
    return switch (result) {
      case SynapseClient.Unreachable(var cause) -> new Unreachable(cause);
      case SynapseClient.Rejected(var status, var message) -> ofStatus(status, message);
      case SynapseClient.Answered(var text) when text.isEmpty() ->
          new Refused(ErrorCode.INVALID_RESPONSE.number(), "empty response");
      case SynapseClient.Answered(var text) -> ofText(text, type, session, now);
    };
  }

  /// A server that fails is as good as none.
  static Reading ofStatus(int status, String message) {
    String says = "HTTP " + status + ": " + message;
    return status >= SERVER_ERROR ? new Unreachable(says) : new Refused(status, says);
  }

  private static Reading ofText(String text, SynapseType type, SecureSession session, Instant now) {
    return switch (SealedPackage.decodeAnswer(text)) {
      case Decoded.Refused<SealedPackage.Answer>(var why) ->
          new SessionBroken(ErrorCode.INVALID_RESPONSE, "response cannot be read: " + why);
      case Decoded.Read<SealedPackage.Answer>(SealedPackage.Rejected(var error)) -> ofError(error);
      case Decoded.Read<SealedPackage.Answer>(SealedPackage.Box(var box))
          when !box.session().equals(session.id()) ->
          new SessionBroken(ErrorCode.SESSION_UNKNOWN, "response in another session");
      case Decoded.Read<SealedPackage.Answer>(SealedPackage.Box(var box)) -> {
        var opened = session.open(box, type.messageType(), now);
        yield switch (opened.opening()) {
          case Opening.Plain(var plaintext) ->
              new Conversed(opened.next(), result(AnswerCodec.decode(type, plaintext, now)));
          case Opening.Refused(var why) ->
              new SessionBroken(code(why), "response cannot be opened: " + why);
        };
      }
    };
  }

  private static Reading ofError(PlainError error) {
    for (var code : ErrorCode.values()) {
      if (error.is(code) && BROKEN.contains(code.number())) {
        return new SessionBroken(code, error.error());
      }
    }
    return new Refused(error.errorCode(), error.error());
  }

  private static ErrorCode code(Opening.Why why) {
    return switch (why) {
      case BAD_SEQUENCE -> ErrorCode.SEQUENCE_ERROR;
      case EXPIRED -> ErrorCode.SESSION_EXPIRED;
      case WRONG_PARTIES, WRONG_TYPE, BAD_BASE64, BAD_TAG -> ErrorCode.BAD_AAD;
    };
  }

  private static CallResult result(Decoded<Answer> answer) {
    return switch (answer) {
      case Decoded.Read<Answer>(Answer.Failed(var error, var code)) ->
          new CallResult.Refused(code, error);
      case Decoded.Read<Answer>(var good) -> new CallResult.Answered(good);
      case Decoded.Refused<Answer>(var why) ->
          new CallResult.Refused(
              ErrorCode.INVALID_RESPONSE.number(), "answer cannot be read: " + why);
    };
  }
}
