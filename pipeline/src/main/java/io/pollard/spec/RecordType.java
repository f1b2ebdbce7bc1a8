package io.pollard.spec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a record is read and written: its components and their defaults.
 *
 * <p>A component's default is what the record's no-argument constructor gives it, unless it is
 * marked {@link Required}, or {@link Example}: then it is empty. In a record without such a
 * constructor, an Optional, List or Map is empty, a nested record whose components all have
 * defaults is that record, and everything else is required.
 */
record RecordType(Class<?> type, List<Component> components) {

  /**
   * A component.
   *
   * @param fallback the default; empty if the file has to give the component
   */
  record Component(RecordComponent declared, Method accessor, Optional<Object> fallback) {
    Component(RecordComponent declared, Optional<Object> fallback) {
      this(declared, declared.getAccessor(), fallback);
      accessor.setAccessible(true);
    }

    String name() {
      return declared.getName();
    }

    Type valueType() {
      return declared.getGenericType();
    }

    boolean isLocation() {
      return declared.isAnnotationPresent(Location.class);
    }

    Object of(Object owner) {
      return call(() -> accessor.invoke(owner), declared.getDeclaringRecord());
    }
  }

  /** Looked at once per class: a plan writes the same few records a hundred thousand times. */
  private static final ClassValue<RecordType> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
          return look(type);
        }
      };

  static RecordType of(Class<?> type) {
    return KNOWN.get(type);
  }

  private static RecordType look(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalStateException(type.getName() + " is not a record");
    }
    Optional<Object> defaults = defaults(type);
    List<Component> components =
        Arrays.stream(type.getRecordComponents())
            .map(declared -> new Component(declared, fallback(declared, defaults)))
            .toList();
    return new RecordType(type, components);
  }

  /** What the no-argument constructor makes; empty if there is none. */
  static Optional<Object> defaults(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(constructor -> constructor.getParameterCount() == 0)
        .findFirst()
        .map(constructor -> call(() -> create(constructor), type));
  }

  List<String> names() {
    return names(type);
  }

  /** The keys of a record, in the order of its components. */
  static List<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  /** The record itself, if every component has a default. */
  private Optional<Object> allDefaults() {
    return components.stream().allMatch(component -> component.fallback().isPresent())
        ? Optional.of(make(components.stream().map(c -> c.fallback().orElseThrow()).toArray()))
        : Optional.empty();
  }

  /**
   * Makes a record.
   *
   * @param values one per component
   * @throws IllegalArgumentException if the record refuses them
   */
  Object make(Object... values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return call(() -> create(type.getDeclaredConstructor(types), values), type);
  }

  private static Optional<Object> fallback(RecordComponent declared, Optional<Object> defaults) {
    if (declared.isAnnotationPresent(Required.class)) {
      return Optional.empty();
    }
    if (declared.isAnnotationPresent(Example.class)) {
      return empty(declared.getType());
    }
    if (defaults.isPresent()) {
      return defaults.map(instance -> new Component(declared, Optional.empty()).of(instance));
    }
    if (declared.getGenericType() instanceof ParameterizedType generic) {
      return empty(generic.getRawType());
    }
    boolean nested =
        declared.getType().isRecord()
            && !Extension.class.isAssignableFrom(declared.getType())
            && !Scalars.reads(declared.getType());
    return nested ? of(declared.getType()).allDefaults() : Optional.empty();
  }

  private static Optional<Object> empty(Type raw) {
    if (raw == Optional.class) {
      return Optional.of(Optional.empty());
    }
    if (raw == List.class) {
      return Optional.of(List.of());
    }
    return raw == Map.class ? Optional.of(Map.of()) : Optional.empty();
  }

  private static Object create(Constructor<?> constructor, Object... values)
      throws ReflectiveOperationException {
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private interface Reflective {
    Object call() throws ReflectiveOperationException;
  }

  private static Object call(Reflective action, Class<?> type) {
    try {
      return action.call();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(type.getName() + " cannot be used", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be used", e);
    }
  }
}
