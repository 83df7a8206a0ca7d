package io.byteleap.validator.api;

import java.util.Map;

/// A request that was let in: who asks, the values of the operation's parameters that were given
/// (each fits its parameter), and the body, which is empty where there is none.
record ApiCall(Caller caller, Map<String, String> values, String body) {
  ApiCall {
    values = Map.copyOf(values);
  }

  /// The value of a parameter; empty when it was not given.
  String value(Parameter parameter) {
    return values.getOrDefault(parameter.name(), "");
  }
}
