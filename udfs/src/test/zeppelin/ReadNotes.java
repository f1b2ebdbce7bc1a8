import com.google.gson.Gson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.zeppelin.notebook.Note;
import org.apache.zeppelin.notebook.Paragraph;

/** Prints how Zeppelin's own classes understand notes: a line of JSON for each paragraph. */
class ReadNotes {
  public static void main(String... files) throws Exception {
    for (String file : files) {
      String id = file.substring(file.lastIndexOf('_') + 1, file.lastIndexOf('.'));
      Note note = Note.fromJson(id, Files.readString(Path.of(file)));
      for (Paragraph paragraph : note.getParagraphs()) {
        paragraph.parseText();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("note", note.getName());
        told.put("noteId", note.getId());
        told.put("group", note.getDefaultInterpreterGroup());
        told.put("title", paragraph.getTitle());
        told.put("interpreter", paragraph.getIntpText());
        told.put("script", paragraph.getScriptText());
        told.put("results", paragraph.getConfig().get("results"));
        System.out.println(new Gson().toJson(told));
      }
    }
  }
}
