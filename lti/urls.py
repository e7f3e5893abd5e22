from django.urls import path

from lti.launches import views as launches
from lti.links import views as links
from lti.members import views as members
from lti.platforms import views as platforms

app_name = "lti"
urlpatterns = [
    path("lti/login/", launches.login, name="login"),
    path("lti/launch/", launches.launch, name="launch"),
    path("lti/keys/", platforms.key_set, name="key_set"),
    path("lti/register/<str:secret>/", platforms.register, name="register"),
    path("lti/enter/", launches.enter, name="enter"),
    path("lti/open/<slug:name>/", launches.open_launch, name="open_launch"),
    path("lti/arrive/<str:ticket>/", launches.arrive, name="arrive"),
    path("lti/choose/<str:ticket>/", links.choose_target, name="choose_target"),
    path("lti/cohorts/<slug:slug>/", members.cohort_courses, name="cohort_courses"),
    path("lti/cohorts/<slug:slug>/members/", members.bring_in_members, name="bring_in_members"),
    path("lti/cohorts/<slug:slug>/nightly/", members.switch_nightly, name="switch_nightly"),
    path("lti/platforms/", platforms.platform_list, name="platform_list"),
    path("lti/platforms/add/", platforms.add_platform, name="add_platform"),
    path("lti/platforms/keys/rotate/", platforms.rotate, name="rotate"),
    path("lti/platforms/links/<uuid:uid>/delete/", platforms.delete_link, name="delete_link"),
    path("lti/platforms/<uuid:uid>/", platforms.platform_detail, name="platform_detail"),
    path("lti/platforms/<uuid:uid>/courses/<int:pk>/", members.course_cohort, name="course_cohort"),
    path("lti/platforms/<uuid:uid>/close/", platforms.close_platform, name="close_platform"),
    path("lti/platforms/<uuid:uid>/scores/", platforms.send_scores_again, name="send_scores_again"),
    path("lti/platforms/<uuid:uid>/deployments/<int:pk>/", platforms.accept_deployment, name="accept_deployment"),
]
