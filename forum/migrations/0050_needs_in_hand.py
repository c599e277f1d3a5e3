from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0049_records_and_ratings")]

    initial = False

    operations = [
        # A need is in hand once one of its project's units has begun: until now it stayed claimed.
        ops.RunSQL(
            """
            UPDATE need SET state = 'in_hand'
            WHERE state = 'claimed' AND EXISTS (
                SELECT 1 FROM action_item WHERE action_item.project_id = need.project_id
                AND action_item.state NOT IN ('assigned', 'declined')
            )
            """,
            reverse_sql="UPDATE need SET state = 'claimed' WHERE state = 'in_hand'",
        ),
    ]
