package io.pollard.data.place;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;

/**
 * A file or folder on the class path. Class paths cannot be listed, so a folder has no {@link
 * #names} and a file is asked for by name.
 *
 * @param loader whose class path
 * @param resource with slashes, without a leading one
 */
public record ResourcePlace(ClassLoader loader, String resource) implements Place {
  static final String SCHEME = "classpath:";

  static ResourcePlace of(String path) {
    return new ResourcePlace(ResourcePlace.class.getClassLoader(), path.substring(SCHEME.length()));
  }

  @Override
  public ResourcePlace child(String name) {
    return new ResourcePlace(loader, resource + "/" + name);
  }

  @Override
  public boolean exists() {
    return loader.getResource(resource) != null;
  }

  @Override
  public boolean isFolder() {
    return false;
  }

  @Override
  public List<String> names() {
    throw new UnsupportedOperationException("a class path cannot be listed: " + this);
  }

  @Override
  public long length() {
    try {
      return url().openConnection().getContentLengthLong();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the size of " + this, e);
    }
  }

  @Override
  public InputStream open() throws IOException {
    return url().openStream();
  }

  private URL url() throws FileNotFoundException {
    URL url = loader.getResource(resource);
    if (url == null) {
      throw new FileNotFoundException(toString());
    }
    return url;
  }

  @Override
  public String toString() {
    return SCHEME + resource;
  }
}
