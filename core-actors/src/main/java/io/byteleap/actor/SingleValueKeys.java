package io.byteleap.actor;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.KeyDeserializers;
import com.fasterxml.jackson.databind.module.SimpleSerializers;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Records of one text or number (identifiers, mostly) as keys of maps: the key is that value.
final class SingleValueKeys {
  private static final Set<Class<?>> VALUES = Set.of(String.class, int.class, long.class);

  private SingleValueKeys() {}

  private static boolean isSingleValue(Class<?> type) {
    return type.isRecord()
        && type.getRecordComponents().length == 1
        && VALUES.contains(type.getRecordComponents()[0].getType());
  }

  static final class Writers extends SimpleSerializers {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable JsonSerializer<?> findSerializer(
        SerializationConfig config, JavaType type, BeanDescription description) {
      return isSingleValue(type.getRawClass()) ? new Writer() : null;
    }
  }

  static final class Readers implements KeyDeserializers {
    @Override
    public @Nullable KeyDeserializer findKeyDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription description) {
      return isSingleValue(type.getRawClass()) ? new Reader(type.getRawClass()) : null;
    }
  }

  private static final class Writer extends StdSerializer<Object> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(Object.class);
    }

    @Override
    public void serialize(Object key, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      try {
        var value = key.getClass().getRecordComponents()[0].getAccessor().invoke(key);
        json.writeFieldName(String.valueOf(value));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("BUG: " + key.getClass() + " cannot be read", e);
      }
    }
  }

  private static final class Reader extends KeyDeserializer {
    private final Class<?> type;

    Reader(Class<?> type) {
      this.type = type;
    }

    @Override
    public Object deserializeKey(String key, DeserializationContext context) throws IOException {
      Class<?> component = type.getRecordComponents()[0].getType();
      try {
        Object value =
            component == String.class
                ? key
                : component == int.class ? (Object) Integer.valueOf(key) : Long.valueOf(key);
        return type.getDeclaredConstructor(component).newInstance(value);
      } catch (NumberFormatException | InvocationTargetException e) {
        return context.handleWeirdKey(type, key, "not a %s", type.getSimpleName());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("BUG: " + type + " cannot be made", e);
      }
    }
  }
}
