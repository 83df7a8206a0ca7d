package io.byteleap.chain.metadata;

import io.byteleap.chain.metadata.TypeDef.Field;
import java.util.List;

/// A method of a runtime API, called as `{api}_{method}`. Metadata before version 15 names none.
public record RuntimeApi(String api, String method, List<Field> inputs, TypeId output) {
  public RuntimeApi {
    inputs = List.copyOf(inputs);
  }
}
